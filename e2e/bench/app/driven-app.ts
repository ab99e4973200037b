import { _electron, type ElectronApplication, type Page } from 'playwright'
import type { Area } from '../desktop/screen-watch.ts'
import { electronPath } from '../../../scripts/electron-path.mjs'
import { until } from '../desktop/until.ts'
import { electronEnvironment, rootSwitches } from './launch.ts'

const startPatienceMs = 180_000
const stripInset = 20
const stripWidth = 160

/**
 * A program with a popup under Playwright, so that a benchmark can look into its windows.
 * Its input still comes from the desktop.
 */
export interface DrivenApp extends AsyncDisposable {
  readonly application: ElectronApplication
  readonly popup: Page
  /** The popup's X window. */
  readonly popupWindow: number
  /** A part of the popup that holds text and is quick to look at; where it is now. */
  readPopupStrip(): Promise<Area>
}

/** Starts a program whose popup is its only window, and waits until it listens to its hotkey. */
export async function driveApp(commandLine: readonly string[], hotkey: string): Promise<DrivenApp> {
  const application = await _electron.launch({
    executablePath: electronPath().executablePath,
    args: [...rootSwitches, ...commandLine],
    env: electronEnvironment(),
    timeout: startPatienceMs,
  })
  try {
    // Asked for, not read from what it prints: a line may come before anybody listens.
    await until(
      `the program to listen to ${hotkey}`,
      async () => (await isRegistered(application, hotkey)) || undefined,
    )
    const popup = await application.firstWindow({ timeout: startPatienceMs })
    return {
      application,
      popup,
      popupWindow: await readWindowId(application),
      readPopupStrip: () => readPopupStrip(application),
      [Symbol.asyncDispose]: () => application.close(),
    }
  } catch (error) {
    await application.close()
    throw error
  }
}

async function isRegistered(application: ElectronApplication, hotkey: string): Promise<boolean> {
  return await application.evaluate(
    ({ globalShortcut }, accelerator) => globalShortcut.isRegistered(accelerator),
    hotkey,
  )
}

async function readWindowId(application: ElectronApplication): Promise<number> {
  return await application.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) throw new Error('The program has no window.')
    return window.getNativeWindowHandle().readUInt32LE(0)
  })
}

async function readPopupStrip(application: ElectronApplication): Promise<Area> {
  const popup = await application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  if (popup === undefined) throw new Error('The program has no window.')
  return {
    x: popup.x + stripInset,
    y: popup.y + stripInset,
    width: stripWidth,
    height: popup.height - 2 * stripInset,
  }
}
