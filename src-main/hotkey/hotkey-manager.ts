import type { HotkeyStatus } from '../../src-shared/entities.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'

/** The part of Electron's `globalShortcut` that is used. */
export interface GlobalShortcuts {
  register(accelerator: string, callback: () => void): boolean
  unregister(accelerator: string): void
}

const modifiers = /^(Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl|Alt|Option|AltGr|Super|Meta)$/i
const takenWithControl = '[A-Z0-9]|Tab|Enter|Return|Backspace|Left|Right|Up|Down'
const control = 'Command|Cmd|Control|Ctrl|CommandOrControl|CmdOrCtrl'
/** Copy, paste, save and the like, and the keys that close or switch windows. */
const takenEverywhere = new RegExp(`^((${control})\\+(${takenWithControl})|Alt\\+(F4|Tab))$`, 'i')
const loneKeys = /^F\d{1,2}$/i
/** A held key repeats; presses closer together than this are one. */
const repeatMilliseconds = 150

/**
 * Keeps one global hotkey registered. A key that cannot be had is reported, and the one before it keeps
 * working.
 */
export class HotkeyManager implements Disposable {
  readonly #shortcuts: GlobalShortcuts
  readonly #pressed: () => void
  readonly #wayland: boolean
  #status: HotkeyStatus = { accelerator: '', registered: false }
  #lastPress = Number.NEGATIVE_INFINITY

  constructor(shortcuts: GlobalShortcuts, pressed: () => void, wayland = false) {
    this.#shortcuts = shortcuts
    this.#pressed = pressed
    this.#wayland = wayland
  }

  get status(): HotkeyStatus {
    return this.#status
  }

  /**
   * Tries a hotkey; on failure the status names the problem and the former hotkey, if any, stays. Throws
   * `bad_input` for no valid combination.
   */
  set(accelerator: string): HotkeyStatus {
    refuseUnsafe(accelerator)
    const former = this.#status
    if (former.registered && former.accelerator === accelerator)
      return (this.#status = { accelerator, registered: true })
    const registered = this.#register(accelerator)
    if (registered && former.registered) this.#shortcuts.unregister(former.accelerator)
    this.#status = registered ? { accelerator, registered } : this.#failed(accelerator, former)
    return this.#status
  }

  /**
   * Tries the hotkey that was saved. Unlike `set` it never throws: a saved value that is none must not keep
   * the program from starting.
   */
  restore(accelerator: string): HotkeyStatus {
    try {
      return this.set(accelerator)
    } catch (error) {
      this.#status = {
        accelerator,
        registered: false,
        problem: `${toErrorInfo(error).message} Choose a hotkey in Settings.`,
      }
      return this.#status
    }
  }

  /**
   * Registers the hotkey again, on the key that has its name now; a switch of the keyboard layout moves it.
   */
  refresh(): HotkeyStatus {
    const former = this.#status
    const { accelerator } = former
    if (accelerator === '') return former
    if (former.registered) this.#shortcuts.unregister(accelerator)
    const registered = this.#registerAgain(accelerator)
    if (registered !== former.registered)
      this.#status = registered
        ? { accelerator, registered }
        : this.#failed(accelerator, { accelerator, registered })
    return this.#status
  }

  [Symbol.dispose](): void {
    if (this.#status.registered) this.#shortcuts.unregister(this.#status.accelerator)
    this.#status = { ...this.#status, registered: false }
  }

  /** False also for a saved value that was refused when the program started. */
  #registerAgain(accelerator: string): boolean {
    try {
      refuseUnsafe(accelerator)
      return this.#register(accelerator)
    } catch {
      return false
    }
  }

  #register(accelerator: string): boolean {
    try {
      return this.#shortcuts.register(accelerator, () => this.#press())
    } catch (cause) {
      throw new RephloError(
        'bad_input',
        `“${accelerator}” is not a key combination that can be used. Choose another one.`,
        { cause },
      )
    }
  }

  #press(): void {
    const now = performance.now()
    const isRepeat = now - this.#lastPress < repeatMilliseconds
    this.#lastPress = now
    if (!isRepeat) this.#pressed()
  }

  #failed(accelerator: string, former: HotkeyStatus): HotkeyStatus {
    const what = `${accelerator} could not be registered: another program or the system uses it.`
    const wayland =
      ' On Wayland the desktop decides about global hotkeys: ' +
      'you can also bind a key to “rephlo --assist” in its keyboard settings.'
    const help = this.#wayland ? wayland : ''
    if (former.registered) return { ...former, problem: `${what} ${former.accelerator} still works.${help}` }
    return { accelerator, registered: false, problem: `${what} Choose another hotkey in Settings.${help}` }
  }
}

function refuseUnsafe(accelerator: string): void {
  const parts = accelerator.split('+')
  const key = parts.at(-1) ?? ''
  if (takenEverywhere.test(accelerator)) {
    throw new RephloError(
      'bad_input',
      `${accelerator} is used inside most programs and would stop working there. Add another key to it, ` +
        'for example Alt or Shift.',
    )
  }
  const hasModifier = parts.slice(0, -1).some((part) => modifiers.test(part))
  if (modifiers.test(key) || key === '' || !(hasModifier || loneKeys.test(key))) {
    throw new RephloError(
      'bad_input',
      'Use Ctrl, Alt or the system key together with another key, or a function key: ' +
        'a plain key would be taken from every program.',
    )
  }
}
