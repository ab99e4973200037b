import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { driveApp, type DrivenApp } from './app/driven-app.ts'
import { barePopupApp, rephlo } from './app/launch.ts'
import { PaintedMark } from './app/painted-mark.ts'
import { prepareReturningProfile } from './app/returning-profile.ts'
import { temporaryFolder } from './app/temporary-folder.ts'
import type { Benchmark, BenchmarkReport } from './benchmark.ts'
import { Desktop, type Key } from './desktop/desktop.ts'
import { ScreenWatch } from './desktop/screen-watch.ts'
import { openSourceProgram, type SourceProgram } from './desktop/source-program.ts'
import { until } from './desktop/until.ts'
import { WindowWatch } from './desktop/window-watch.ts'
import { atMost, holds } from './gate.ts'
import { median, percentile, rounded } from './statistics.ts'

/** So many times what a bare popup takes, in the middle and at the 95th percentile. */
const budget = { p50: 2, p95: 2.5 } as const
const defaultRuns = 60
/** An odd number, whose middle is quoted: neither the quietest round nor the one that others disturbed. */
const rounds = 3
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

/** A program whose popup is opened by a key, and what is watched of it. */
interface Side {
  readonly app: DrivenApp
  readonly key: Key
  readonly mark: PaintedMark
  readonly watch: WindowWatch
}

/** One opening of each, right after the other, so that noise of the machine meets both. */
interface Pair {
  readonly rephlo: Opening
  readonly bare: Opening
}

/**
 * From the press of the hotkey, with text selected in another program, to a popup that is drawn and has the
 * focus; beside it another Electron whose key brings a window with a single field.
 */
export const hotkey: Benchmark = {
  name: 'hotkey',
  summary: 'time from the hotkey to a painted, focused popup, as a ratio to a bare popup in Electron',
  leastRuns: 30,
  needsDesktop: true,
  async run({ runs = defaultRuns, progress }) {
    await using folder = await temporaryFolder()
    using desktop = await Desktop.open()
    const dataFolder = join(folder.path, 'data')
    await prepareReturningProfile(dataFolder)
    await using app = await driveApp(rephlo(dataFolder, '--hidden').commandLine, 'Control+Alt+Space')
    await using bareApp = await driveApp(barePopupApp(join(folder.path, 'bare')), 'Control+Alt+A')
    await using source = await openSourceProgram(desktop, folder.path)
    const ours = await watchSide(desktop, app, 'space')
    const theirs = await watchSide(desktop, bareApp, 'a')
    const pairs: Pair[] = []
    for (let run = 1 - warmUps; run <= runs; run += 1) {
      const pause = pausesMs[(run + warmUps) % pausesMs.length] ?? 0
      const bare = await openOnce(desktop, theirs, source, pause)
      const pair = { bare, rephlo: await openOnce(desktop, ours, source, pause) }
      if (run <= 0) continue
      pairs.push(pair)
      progress(`run ${run} of ${runs}: painted after ${rounded(pair.rephlo.painted)} ms`)
    }
    const visible = await lookAtScreen(desktop, app, source)
    return report(pairs, visible, ours.mark.clockOffsetMs)
  },
}

async function watchSide(desktop: Desktop, app: DrivenApp, key: Key): Promise<Side> {
  const mark = await PaintedMark.watch(app.popup)
  return { app, key, mark, watch: new WindowWatch(desktop, app.popupWindow) }
}

async function openOnce(
  desktop: Desktop,
  { app, key, mark, watch }: Side,
  source: SourceProgram,
  pauseMs: number,
): Promise<Opening> {
  await mark.forget()
  const pressed = await desktop.pressHotkey(key)
  await desktop.untilInFront(app.popupWindow)
  const painted = await until('the popup to be painted', () => mark.read())
  const hasFocus = await app.popup.evaluate<boolean>(
    "document.hasFocus() && document.activeElement?.tagName === 'INPUT'",
  )
  if (!hasFocus) throw new Error('The popup is open, but its field does not have the focus.')
  const mapped = watch.mappedSince(pressed)
  await closePopup(desktop, app, source)
  await delay(pauseMs)
  return { painted: painted - pressed, mapped: mapped - pressed }
}

/** How long until the popup's pixels are on the screen: a check of its own mark from outside. */
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

function report(pairs: readonly Pair[], visible: readonly number[], clockOffsetMs: number): BenchmarkReport {
  const middle = paintedOf(pairs, 0.5)
  const slow = paintedOf(pairs, 0.95)
  const gates = {
    p50: atMost({ ...middle, budget: budget.p50 }),
    p95: atMost({ ...slow, budget: budget.p95 }),
  }
  const ours = pairs.map(({ rephlo }) => rephlo)
  const mapped = ours.map((opening) => opening.mapped)
  return {
    figures: {
      gates,
      p50Ms: rounded(middle.value),
      p95Ms: rounded(slow.value),
      bareP50Ms: rounded(middle.reference),
      bareP95Ms: rounded(slow.reference),
      runs: pairs.length,
      maxMs: rounded(Math.max(...ours.map(({ painted }) => painted))),
      mappedP50Ms: rounded(percentile(mapped, 0.5)),
      visibleP50Ms: rounded(percentile(visible, 0.5)),
      visibleMaxMs: rounded(Math.max(...visible)),
      paintedBeforeMapped: ours.filter((opening) => opening.painted < opening.mapped).length,
      clockOffsetMs: rounded(clockOffsetMs, 3),
    },
    isWithinBudget: Object.values(gates).every(holds),
  }
}

/** A percentile of each side in each round, and the middle of the rounds. */
function paintedOf(pairs: readonly Pair[], share: number) {
  const size = Math.ceil(pairs.length / rounds)
  const measured = Array.from({ length: rounds }, (_, round) => {
    const own = pairs.slice(round * size, (round + 1) * size)
    const value = percentile(
      own.map(({ rephlo }) => rephlo.painted),
      share,
    )
    const reference = percentile(
      own.map(({ bare }) => bare.painted),
      share,
    )
    return { value, reference, ratio: value / reference }
  })
  return {
    value: median(measured.map(({ value }) => value)),
    reference: median(measured.map(({ reference }) => reference)),
    ratio: median(measured.map(({ ratio }) => ratio)),
  }
}
