import { readConfig } from '../../../src-main/app/config.ts'
import { createServices, type Services } from '../../../src-main/app/create-services.ts'
import { prepareRun } from '../../../src-main/assist/prepare-run.ts'
import { runAssist } from '../../../src-main/assist/run-assist.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { temporaryFolder } from '../app/temporary-folder.ts'
import type { BenchmarkOptions, BenchmarkReport } from '../benchmark.ts'
import { atMost, holds } from '../gate.ts'
import { median, percentile, rounded } from '../statistics.ts'
import { UsageError } from '../usage-error.ts'
import { fillSpace } from './fill-space.ts'
import { instantAnswer } from './instant-answer.ts'

/** So many times what writing a text as large as the Space as JSON takes, at both percentiles. */
const budget = 2.5
const warmUps = 100
/** An odd number, whose middle is quoted: neither the quietest round nor the one that others disturbed. */
const rounds = 7

/** The runs and the reference of one round, one after the other in turn, so that noise meets both. */
interface Round {
  readonly p50Ms: number
  readonly p95Ms: number
  readonly referenceP50Ms: number
  readonly referenceP95Ms: number
}

const line = '"Rule": a parcel leaves the warehouse at four on every working day.\n'
const referenceText = line.repeat(Math.ceil((1024 * 1024) / line.length))

/** When the last request was ready, by the monotonic clock. */
interface Stop {
  readyAt: number
}

/** Measures a fixed number of rounds of `runs`. Throws UsageError for a Space that no model takes. */
export async function measureCompose(
  megabytes: number,
  runs: number,
  progress: BenchmarkOptions['progress'],
): Promise<BenchmarkReport> {
  await using folder = await temporaryFolder()
  const stop: Stop = { readyAt: 0 }
  using services = openServices(folder.path, stop)
  const spaceId = await fillSpace(services.spaces, megabytes)
  const timeNext = async (name: string, count: number) =>
    await timeRound(services, spaceId, { name, count, megabytes }, stop)
  await timeNext('warm-up', warmUps)
  const measured: Round[] = []
  while (measured.length < rounds) {
    const round = await timeNext(`round ${measured.length + 1}`, runs)
    progress(`round ${measured.length + 1} of ${rounds}: p95 ${rounded(round.p95Ms, 2)} ms`)
    measured.push(round)
  }
  return report(measured)
}

function report(measured: readonly Round[]): BenchmarkReport {
  const ratio = median(measured.map(({ p50Ms, referenceP50Ms }) => p50Ms / referenceP50Ms))
  const p95Ratio = median(measured.map(({ p95Ms, referenceP95Ms }) => p95Ms / referenceP95Ms))
  const value = median(measured.map(({ p50Ms }) => p50Ms))
  const p95Value = median(measured.map(({ p95Ms }) => p95Ms))
  const reference = median(measured.map(({ referenceP50Ms }) => referenceP50Ms))
  const p95Reference = median(measured.map(({ referenceP95Ms }) => referenceP95Ms))
  const gates = {
    p50: atMost({ value, reference, ratio, budget }),
    p95: atMost({ value: p95Value, reference: p95Reference, ratio: p95Ratio, budget }),
  }
  return {
    figures: {
      gates,
      p50Ms: rounded(value, 2),
      p95Ms: rounded(p95Value, 2),
      referenceP50Ms: rounded(reference, 2),
      referenceP95Ms: rounded(p95Reference, 2),
      ratio: rounded(ratio, 2),
      p95Ratio: rounded(p95Ratio, 2),
      rounds: measured.length,
      budget,
    },
    isWithinBudget: Object.values(gates).every(holds),
  }
}

/** A round's name, which makes its texts its own, and how much is done in it. */
interface Plan {
  readonly name: string
  readonly count: number
  readonly megabytes: number
}

async function timeRound(
  services: Services,
  spaceId: string,
  { name, count, megabytes }: Plan,
  stop: Stop,
): Promise<Round> {
  const times: number[] = []
  const references: number[] = []
  for (let run = 1; run <= count; run += 1) {
    references.push(timeReference(megabytes))
    times.push(await timeRun(services, spaceId, `${name}, run ${run}`, stop))
  }
  return {
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    referenceP50Ms: percentile(references, 0.5),
    referenceP95Ms: percentile(references, 0.95),
  }
}

/** Milliseconds that it takes to write a text as large as the Space as the bytes of JSON. */
function timeReference(megabytes: number): number {
  const text = referenceText.repeat(megabytes)
  const start = performance.now()
  const bytes = Buffer.from(JSON.stringify({ text }))
  const duration = performance.now() - start
  if (bytes.length < text.length) throw new Error('The reference was not written.')
  return duration
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

/** Milliseconds until the request was ready. Each run has its own text, so that no store answers. */
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
