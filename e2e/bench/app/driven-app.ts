import { _electron, type ElectronApplication, type Page } from 'playwright'
import type { Area } from '../desktop/screen-watch.ts'
import { electronPath } from '../../../scripts/electron-path.mjs'
import { electronEnvironment, rephlo, rootSwitches } from './launch.ts'

const readyPatienceMs = 60_000
const stripInset = 20
const stripWidth = 160

/** The product under Playwright, so that a benchmark can look into its windows. Its input still comes from the desktop. */
export interface DrivenApp extends AsyncDisposable {
  readonly application: ElectronApplication
  readonly popup: Page
  /** The popup's X window. */
  readonly popupWindow: number
  /** A part of the popup that holds text and is quick to look at; where it is now. */
  readPopupStrip(): Promise<Area>
}

/** Starts the product hidden on this data folder and waits until it is ready for the hotkey. */
export async function driveApp(dataFolder: string): Promise<DrivenApp> {
  const { commandLine, readyLine } = rephlo(dataFolder, '--hidden')
  const application = await _electron.launch({
    executablePath: electronPath().executablePath,
    args: [...rootSwitches, ...commandLine],
    env: electronEnvironment(),
  })
  try {
    await untilPrinted(application, readyLine)
    const popup = await application.firstWindow()
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

async function untilPrinted(application: ElectronApplication, line: string): Promise<void> {
  const { stdout } = application.process()
  let printed = ''
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`Rephlo was not ready after ${readyPatienceMs / 1000} s:\n${printed}`)),
      readyPatienceMs,
    )
    stdout?.on('data', (part: Buffer) => {
      printed += part.toString()
      if (!printed.includes(line)) return
      clearTimeout(timer)
      resolve()
    })
  })
}

async function readWindowId(application: ElectronApplication): Promise<number> {
  return await application.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) throw new Error('Rephlo has no window.')
    return window.getNativeWindowHandle().readUInt32LE(0)
  })
}

async function readPopupStrip(application: ElectronApplication): Promise<Area> {
  const popup = await application.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  )
  if (popup === undefined) throw new Error('Rephlo has no window.')
  return {
    x: popup.x + stripInset,
    y: popup.y + stripInset,
    width: stripWidth,
    height: popup.height - 2 * stripInset,
  }
}
