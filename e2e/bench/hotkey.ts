import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { driveApp, type DrivenApp } from './app/driven-app.ts'
import { PaintedMark } from './app/painted-mark.ts'
import { prepareReturningProfile } from './app/returning-profile.ts'
import { temporaryFolder } from './app/temporary-folder.ts'
import type { Benchmark } from './benchmark.ts'
import { Desktop } from './desktop/desktop.ts'
import { ScreenWatch } from './desktop/screen-watch.ts'
import { openSourceProgram, type SourceProgram } from './desktop/source-program.ts'
import { until } from './desktop/until.ts'
import { WindowWatch } from './desktop/window-watch.ts'
import { percentile, rounded } from './statistics.ts'

const budgetMs = 80
const defaultRuns = 40
/** Pauses of different lengths, so that the runs do not fall into step with frames and blinking cursors. */
const pausesMs = [200, 233, 271, 307, 351]
/** Not counted: the first showing of a window draws everything for the first time. */
const warmUps = 2
/** Openings that are watched on the screen itself; apart from the others, because looking costs time. */
const looks = 10
const drawnMs = 300

/** Milliseconds after the key. */
interface Opening {
  readonly painted: number
  readonly mapped: number
}

/** From the press of the hotkey, with text selected in another program, to a popup that is drawn and has the focus. */
export const hotkey: Benchmark = {
  name: 'hotkey',
  summary: 'time from the hotkey to a painted, focused popup',
  leastRuns: 30,
  needsDesktop: true,
  async run({ runs = defaultRuns, progress }) {
    await using folder = await temporaryFolder()
    using desktop = await Desktop.open()
    const dataFolder = join(folder.path, 'data')
    await prepareReturningProfile(dataFolder)
    await using app = await driveApp(dataFolder)
    await using source = await openSourceProgram(desktop, folder.path)
    const mark = await PaintedMark.watch(app.popup)
    const watch = new WindowWatch(desktop, app.popupWindow)
    const openings: Opening[] = []
    for (let run = 1 - warmUps; run <= runs; run += 1) {
      const opening = await openOnce(desktop, mark, watch, app)
      await closePopup(desktop, app, source)
      await delay(pausesMs[(run + warmUps) % pausesMs.length])
      if (run <= 0) continue
      openings.push(opening)
      progress(
        `run ${run} of ${runs}: painted after ${rounded(opening.painted)} ms, on the screen after ${rounded(opening.mapped)} ms`,
      )
    }
    const visible = await lookAtScreen(desktop, app, source)
    return report(openings, visible, mark.clockOffsetMs)
  },
}

async function openOnce(
  desktop: Desktop,
  mark: PaintedMark,
  watch: WindowWatch,
  { popup, popupWindow }: DrivenApp,
): Promise<Opening> {
  await mark.forget()
  const pressed = await desktop.pressHotkey()
  await desktop.untilInFront(popupWindow)
  const painted = await until('the popup to be painted', () => mark.read())
  const hasFocus = await popup.evaluate<boolean>(
    "document.hasFocus() && document.activeElement?.tagName === 'INPUT'",
  )
  if (!hasFocus) throw new Error('The popup is open, but the filter does not have the focus.')
  const mapped = watch.mappedSince(pressed)
  return { painted: painted - pressed, mapped: mapped - pressed }
}

/** How long it takes until the popup's pixels are on the screen: a check of the popup's own mark from outside. */
async function lookAtScreen(desktop: Desktop, app: DrivenApp, source: SourceProgram): Promise<number[]> {
  await desktop.pressHotkey()
  await desktop.untilInFront(app.popupWindow)
  await delay(drawnMs)
  using screen = await ScreenWatch.open(await app.readPopupStrip())
  const picture = await screen.look()
  const times: number[] = []
  for (let look = 0; look < looks; look += 1) {
    await closePopup(desktop, app, source)
    await delay(drawnMs)
    const [pressed, seen] = await Promise.all([desktop.pressHotkey(), screen.untilLooksLike(picture)])
    times.push(seen - pressed)
  }
  await closePopup(desktop, app, source)
  return times
}

async function closePopup(
  desktop: Desktop,
  { popupWindow }: DrivenApp,
  source: SourceProgram,
): Promise<void> {
  await desktop.pressEscape()
  await desktop.untilGone(popupWindow)
  await desktop.untilInFront(source.window)
}

function report(openings: readonly Opening[], visible: readonly number[], clockOffsetMs: number) {
  const painted = openings.map((opening) => opening.painted)
  const p95Ms = percentile(painted, 0.95)
  return {
    figures: {
      p50Ms: rounded(percentile(painted, 0.5)),
      p95Ms: rounded(p95Ms),
      runs: openings.length,
      budgetMs,
      maxMs: rounded(Math.max(...painted)),
      mappedP50Ms: rounded(
        percentile(
          openings.map(({ mapped }) => mapped),
          0.5,
        ),
      ),
      visibleP50Ms: rounded(percentile(visible, 0.5)),
      visibleMaxMs: rounded(Math.max(...visible)),
      paintedBeforeMapped: openings.filter((opening) => opening.painted < opening.mapped).length,
      clockOffsetMs: rounded(clockOffsetMs, 3),
    },
    isWithinBudget: p95Ms <= budgetMs,
  }
}
