import Anthropic from '@anthropic-ai/sdk'
import { createAnthropicProvider } from '../../src-main/providers/anthropic/anthropic-provider.ts'
import type { Fetch } from '../../src-main/providers/provider.ts'
import type { Benchmark, BenchmarkReport } from './benchmark.ts'
import { startLab } from './first-token/lab-process.ts'
import { sameRequest, tokensOf } from './first-token/same-request.ts'
import { timeApp, timeSdk } from './first-token/time-to-first-token.ts'
import { atMost, holds } from './gate.ts'
import { median, rounded } from './statistics.ts'

const budget = 1.05
const defaultRuns = 100
const warmUps = 10
/** What the lab waits before it answers; a longer wait would only hide what the app adds. */
const labDelayMs = 30

/** The body of the request that went out last on each side. */
interface Sent {
  app?: unknown
  sdk?: unknown
}

/**
 * Time to the first text through the app's provider layer (adapter, retries, error handling) against the bare
 * official SDK: the same bytes to the same lab in turn, over the same pool of connections. Composing and
 * planning are not part of it.
 */
export const firstToken: Benchmark = {
  name: 'first-token',
  summary:
    'time to the first token through the provider layer, as a ratio to the bare SDK ' +
    `(the lab answers after ${labDelayMs} ms)`,
  leastRuns: 30,
  async run({ runs = defaultRuns, progress }) {
    await using lab = await startLab()
    await lab.set('scenario', {
      scenario: { kind: 'slow', firstByteMs: labDelayMs },
      times: 2 * (runs + warmUps),
    })
    await lab.set('answer', { text: 'Round done: the invoice is late.' })
    const sent: Sent = {}
    const provider = createAnthropicProvider({ fetch: noting(sent, 'app') })
    const client = new Anthropic({
      apiKey: 'lab-first-token',
      baseURL: lab.url,
      maxRetries: 0,
      fetch: noting(sent, 'sdk'),
    })
    const app: number[] = []
    const sdk: number[] = []
    for (let round = 1 - warmUps; round <= runs; round += 1) {
      const call = sameRequest(lab.url, round)
      const sides = [
        async () => app.push(await timeApp(provider, call)),
        async () => sdk.push(await timeSdk(client, call)),
      ]
      // Who goes first pays for what the round makes cold, so the sides take turns.
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      if (sent.app === undefined || !bytesOf(sent.app).equals(bytesOf(sent.sdk)))
        throw new Error('The two sides did not send the same bytes.')
      if (round > 0 && round % 25 === 0) progress(`round ${round} of ${runs}`)
    }
    return report(app.slice(warmUps), sdk.slice(warmUps), tokensOf(sameRequest(lab.url, 0)))
  },
}

/** A body as it goes over the wire: text, or the bytes of it. */
function bytesOf(body: unknown): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0)
}

function noting(sent: Sent, side: keyof Sent): Fetch {
  return async (input, init) => {
    sent[side] = init?.body
    return await fetch(input, init)
  }
}

function report(app: readonly number[], sdk: readonly number[], requestTokens: number): BenchmarkReport {
  const ratio = median(app.map((ms, round) => ms / (sdk[round] ?? Number.NaN)))
  const first = atMost({ value: median(app), reference: median(sdk), ratio, budget })
  return {
    figures: {
      gates: { first },
      appMs: rounded(median(app), 2),
      sdkMs: rounded(median(sdk), 2),
      ratio: first.ratio,
      addedMs: rounded(median(app.map((ms, round) => ms - (sdk[round] ?? Number.NaN))), 2),
      labDelayMs,
      requestTokens,
      runs: app.length,
      budget,
    },
    isWithinBudget: holds(first),
  }
}
