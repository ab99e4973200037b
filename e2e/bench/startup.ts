import { join } from 'node:path'
import { bareApp, launch, rephlo, type Program } from './app/launch.ts'
import { prepareReturningProfile } from './app/returning-profile.ts'
import { temporaryFolder } from './app/temporary-folder.ts'
import type { Benchmark } from './benchmark.ts'
import { atMost, holds } from './gate.ts'
import { median, rounded } from './statistics.ts'

const budget = 1.6
const defaultRuns = 9

/** From the start of the process until the hotkey works, against a bare app until its page is loaded. */
export const startup: Benchmark = {
  name: 'startup',
  summary: 'time from start to ready for the hotkey, as a ratio to a bare one-window Electron app',
  leastRuns: 7,
  needsDesktop: true,
  async run({ runs = defaultRuns, progress }) {
    await using folder = await temporaryFolder()
    const dataFolder = join(folder.path, 'data')
    await prepareReturningProfile(dataFolder)
    const programs: Record<'hidden' | 'visible' | 'bare', Program> = {
      bare: bareApp(join(folder.path, 'bare')),
      hidden: rephlo(dataFolder, '--hidden'),
      visible: rephlo(dataFolder),
    }
    const times: Record<keyof typeof programs, number[]> = { bare: [], hidden: [], visible: [] }
    // The first round warms the disk and the programs' own caches, as an earlier use has done.
    for (let round = 0; round <= runs; round += 1) {
      for (const name of ['bare', 'hidden', 'visible'] as const) {
        await using running = await launch(programs[name])
        if (round > 0) times[name].push(running.readyMs)
      }
      progress(
        round === 0
          ? 'warmed up'
          : `round ${round} of ${runs}: bare ${rounded(times.bare.at(-1) ?? 0)} ms, ` +
              `Rephlo ${rounded(times.hidden.at(-1) ?? 0)} ms`,
      )
    }
    const [bareMs, rephloMs, visibleMs] = [median(times.bare), median(times.hidden), median(times.visible)]
    const ready = atMost({ value: rephloMs, reference: bareMs, budget })
    return {
      figures: {
        gates: { ready },
        ratio: ready.ratio,
        rephloMs: rounded(rephloMs),
        bareMs: rounded(bareMs),
        withMainWindowRatio: rounded(visibleMs / bareMs, 3),
        withMainWindowMs: rounded(visibleMs),
        runs,
        budget,
      },
      isWithinBudget: holds(ready),
    }
  },
}
