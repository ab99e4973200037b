import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bareApp, launch, rephlo } from './app/launch.ts'
import { memoryOfTree, type Memory } from './app/process-memory.ts'
import { prepareReturningProfile } from './app/returning-profile.ts'
import { temporaryFolder } from './app/temporary-folder.ts'
import type { Benchmark } from './benchmark.ts'
import { Desktop } from './desktop/desktop.ts'
import { openSourceProgram, type SourceProgram } from './desktop/source-program.ts'
import { atMost, holds } from './gate.ts'
import { median, rounded } from './statistics.ts'

const budget = 1.35
const defaultRuns = 3
/** Chromium gives back what the start needed some seconds later. */
const settleMs = 6_000
const openings = 20
const pauseMs = 200

/** Resident memory of all processes while nothing happens, and after some use, against a bare app. */
export const memory: Benchmark = {
  name: 'memory',
  summary: 'idle memory of all processes, as a ratio to a bare one-window Electron app',
  leastRuns: 3,
  needsDesktop: true,
  async run({ runs = defaultRuns, progress }) {
    await using folder = await temporaryFolder()
    using desktop = await Desktop.open()
    await using source = await openSourceProgram(desktop, folder.path)
    const dataFolder = join(folder.path, 'data')
    await prepareReturningProfile(dataFolder)
    const bare: Memory[] = []
    const idle: Memory[] = []
    const used: Memory[] = []
    for (let round = 1; round <= runs; round += 1) {
      bare.push(await measureBare(join(folder.path, 'bare')))
      const rephloMemory = await measureRephlo(dataFolder, desktop, source)
      idle.push(rephloMemory.idle)
      used.push(rephloMemory.used)
      progress(
        `round ${round} of ${runs}: bare ${rounded(bare.at(-1)?.rss ?? 0)} MiB, ` +
          `Rephlo ${rounded(rephloMemory.idle.rss)} MiB, after use ${rounded(rephloMemory.used.rss)} MiB`,
      )
    }
    const resident = atMost({ value: rssOf(idle), reference: rssOf(bare), budget })
    return {
      figures: {
        gates: { resident },
        ratio: resident.ratio,
        rephloMiB: rounded(rssOf(idle)),
        bareMiB: rounded(rssOf(bare)),
        pssRatio: rounded(pssOf(idle) / pssOf(bare), 3),
        rephloPssMiB: rounded(pssOf(idle)),
        barePssMiB: rounded(pssOf(bare)),
        afterUseMiB: rounded(rssOf(used)),
        afterUsePssMiB: rounded(pssOf(used)),
        runs,
        budget,
      },
      isWithinBudget: holds(resident),
    }
  },
}

async function measureBare(profileFolder: string): Promise<Memory> {
  await using running = await launch(bareApp(profileFolder))
  await delay(settleMs)
  return await memoryOfTree(running.processId)
}

async function measureRephlo(
  dataFolder: string,
  desktop: Desktop,
  source: SourceProgram,
): Promise<{ idle: Memory; used: Memory }> {
  await using running = await launch(rephlo(dataFolder, '--hidden'))
  await delay(settleMs)
  const idle = await memoryOfTree(running.processId)
  await desktop.untilInFront(source.window)
  for (let opening = 0; opening < openings; opening += 1) await openAndClosePopup(desktop, source)
  await openAndCloseMainWindow(dataFolder, desktop)
  await delay(settleMs)
  return { idle, used: await memoryOfTree(running.processId) }
}

async function openAndClosePopup(desktop: Desktop, source: SourceProgram): Promise<void> {
  await desktop.pressHotkey()
  const popup = await desktop.untilActive('rephlo')
  await delay(pauseMs)
  await desktop.pressEscape()
  await desktop.untilGone(popup)
  await desktop.untilInFront(source.window)
  await delay(pauseMs)
}

/** A second start brings the main window of the first one to the front. */
async function openAndCloseMainWindow(dataFolder: string, desktop: Desktop): Promise<void> {
  await launch({ ...rephlo(dataFolder), readyLine: 'Rephlo is already running' }).then((second) =>
    second[Symbol.asyncDispose](),
  )
  const window = await desktop.untilActive('rephlo')
  await delay(settleMs / 3)
  await desktop.close(window)
}

function rssOf(memories: readonly Memory[]): number {
  return median(memories.map(({ rss }) => rss))
}

function pssOf(memories: readonly Memory[]): number {
  return median(memories.map(({ pss }) => pss))
}
