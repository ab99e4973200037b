import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { expect } from 'playwright/test'
import { electronPath } from '../../../scripts/electron-path.mjs'
import { endProcess } from './end-process.ts'
import { hotkey, pressKeys } from './keyboard.ts'

/** The folder with package.json. */
export const projectFolder = fileURLToPath(new URL('../../../', import.meta.url))

const launchTimeoutMs = 120_000
const quitTimeoutMs = 120_000

type Environment = Readonly<Record<string, string | undefined>>

export interface LaunchOptions {
  readonly dataFolder: string
  readonly flags?: readonly string[]
  /** Added to the environment; undefined takes a variable away. */
  readonly environment?: Environment
}

export type WindowName = 'popup' | 'main'

/** The product in a real Electron, as a person starts it. */
export class Rephlo implements AsyncDisposable {
  readonly app: ElectronApplication
  readonly #process: ChildProcess
  #output = ''

  private constructor(app: ElectronApplication) {
    this.app = app
    this.#process = app.process()
    const { stdout, stderr } = this.#process
    for (const stream of [stdout, stderr])
      stream?.on('data', (part: Buffer) => (this.#output += part.toString()))
  }

  static async launch({ dataFolder, flags = [], environment = {} }: LaunchOptions): Promise<Rephlo> {
    const app = await _electron.launch({
      executablePath: electronPath().executablePath,
      args: [...rootSwitches, projectFolder, '--data-dir', dataFolder, ...flags],
      env: electronEnvironment(environment),
      timeout: launchTimeoutMs,
    })
    const rephlo = new Rephlo(app)
    await rephlo.page('popup')
    if (!flags.includes('--hidden')) await rephlo.page('main')
    await expect.poll(() => rephlo.#hasTriedHotkey(), { message: 'Rephlo is ready' }).toBe(true)
    return rephlo
  }

  /** What it printed, from shortly after its start on. */
  get output(): string {
    return this.#output
  }

  /** The page of a window, once it is there. */
  async page(name: WindowName): Promise<Page> {
    const find = () => this.app.windows().find((page) => page.url().startsWith(addressOf(name)))
    await expect.poll(() => find() !== undefined, { message: `the ${name} window` }).toBe(true)
    const page = find()
    if (page === undefined) throw new Error(`The ${name} window was closed.`)
    await page.waitForLoadState()
    return page
  }

  async windowState(name: WindowName): Promise<{ visible: boolean; focused: boolean } | undefined> {
    return await this.app.evaluate(({ BrowserWindow }, address) => {
      const window = BrowserWindow.getAllWindows().find((each) =>
        each.webContents.getURL().startsWith(address),
      )
      return window === undefined ? undefined : { visible: window.isVisible(), focused: window.isFocused() }
    }, addressOf(name))
  }

  /** Presses the hotkey and waits until the popup has the keyboard. */
  async openPopup(keys: string = hotkey): Promise<Page> {
    await pressKeys(keys)
    await expect
      .poll(() => this.windowState('popup'), { message: 'the popup is open' })
      .toEqual({ visible: true, focused: true })
    const popup = await this.page('popup')
    await expect(popup.getByTestId('popup-filter')).toBeFocused()
    return popup
  }

  /** Opens the main window as the tray's menu does. */
  async openMain(section: 'start' | 'spaces' | 'commands' | 'savings' | 'settings'): Promise<Page> {
    const popup = await this.page('popup')
    await popup.evaluate(`window.rephlo.invoke('window.open', { section: '${section}' })`)
    return await this.page('main')
  }

  async expectPopupClosed(): Promise<void> {
    await expect
      .poll(() => this.windowState('popup'), { message: 'the popup is hidden' })
      .toMatchObject({ visible: false })
  }

  /** The hotkey is the last thing to come up; the line that says so may be printed before anybody can listen. */
  async #hasTriedHotkey(): Promise<boolean> {
    const popup = await this.page('popup')
    return await popup.evaluate<boolean>(
      "window.rephlo.invoke('app.info').then(({ value }) => value.hotkey.accelerator !== '')",
    )
  }

  /** Quits as the tray's menu does; a program that does not end is ended, and the test fails. */
  async quit(): Promise<void> {
    const patience = AbortSignal.timeout(quitTimeoutMs)
    const tooLate = new Promise<'late'>((resolve) =>
      patience.addEventListener('abort', () => resolve('late')),
    )
    if ((await Promise.race([this.app.close(), tooLate])) !== 'late') return
    await endProcess(this.#process)
    throw new Error(`Rephlo did not quit within ${quitTimeoutMs / 1000} s.\n${this.#output}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#process
    if (exitCode === null && signalCode === null) await this.quit()
  }
}

/** Chromium refuses to run its sandbox as root; everybody else keeps it. */
export const rootSwitches: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : []

const withoutKeys = {
  ANTHROPIC_API_KEY: undefined,
  OPENAI_API_KEY: undefined,
  GEMINI_API_KEY: undefined,
  GOOGLE_API_KEY: undefined,
  OPENAI_COMPATIBLE_API_KEY: undefined,
  REPHLO_API_TOKEN: undefined,
}

/** The environment without anything that would change what is tested: keys, or Electron as a plain Node. */
export function electronEnvironment(changes: Environment = {}): Record<string, string> {
  const wanted: Environment = {
    ...process.env,
    ...withoutKeys,
    ELECTRON_RUN_AS_NODE: undefined,
    REPHLO_DATA_DIR: undefined,
    REPHLO_PATIENCE: '10',
    ...changes,
  }
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
}

function addressOf(name: WindowName): string {
  return `app://rephlo/windows/${name}.html`
}
