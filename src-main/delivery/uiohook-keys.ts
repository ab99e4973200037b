import type { SystemKeys } from './system-keys.ts'

/** Keys through uiohook-napi, which is an optional package: undefined when it is missing or does not load. */
export async function loadUiohookKeys(platform: 'win32' | 'darwin'): Promise<SystemKeys | undefined> {
  const loaded = await import('uiohook-napi').catch(() => undefined)
  if (loaded === undefined) return undefined
  const { uIOhook, UiohookKey } = loaded
  const isMac = platform === 'darwin'
  const command = isMac ? UiohookKey.Meta : UiohookKey.Ctrl
  const modifiers = [
    UiohookKey.Alt,
    UiohookKey.AltRight,
    UiohookKey.Shift,
    UiohookKey.ShiftRight,
    UiohookKey.Ctrl,
    UiohookKey.CtrlRight,
    UiohookKey.Meta,
    UiohookKey.MetaRight,
  ]
  const tap = (key: number, held: number[]): Promise<void> => {
    // The hotkey's own modifiers may still be down and would make another shortcut of it.
    for (const modifier of modifiers) uIOhook.keyToggle(modifier, 'up')
    uIOhook.keyTap(key, held)
    return Promise.resolve()
  }
  return {
    paste: () => tap(UiohookKey.V, [command]),
    copy: () => tap(isMac ? UiohookKey.C : UiohookKey.Insert, [command]),
    right: () => tap(UiohookKey.ArrowRight, []),
  }
}
