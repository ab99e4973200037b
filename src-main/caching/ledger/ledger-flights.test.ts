import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import { cacheStatusOf } from '../../../src-shared/usage-arithmetic.ts'
import { type PrefixCache } from '../../providers/practice/prefix-cache.ts'
import { type LedgerRun } from './cache-ledger.ts'
import {
  Documents,
  keyOf,
  minute,
  openLab,
  planOf,
  scopes,
  toRequest,
  toUsage,
  type Ttl,
} from './__fixtures__/ledger-lab.ts'

const lifetimes: Record<Ttl, number> = { '5m': 5 * minute, '1h': 60 * minute }

interface Flight {
  readonly run: LedgerRun
  readonly opened: ReturnType<PrefixCache['open']>
  readonly prompt: ComposedPrompt
  state: 'sent' | 'begun'
}

/** A small generator with a fixed seed (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

test.each([1, 2, 3])(
  '1,000 interleaved runs (seed %d): nothing is believed warm that the cache misses, nothing is counted twice',
  (seed) => {
    const random = randomFrom(seed)
    const lab = openLab()
    const documents = scopes.map((scope) => ({ scope, documents: new Documents(scope) }))
    const flights: Flight[] = []
    const outcomes = { started: 0, ended: 0, claims: 0, parallel: 0, reads: 0, unexplained: 0 }

    const begin = () => {
      const place = documents[Math.floor(random() * documents.length)]
      if (place === undefined) return
      if (random() < 0.05) place.documents.change('edit', Math.floor(random() * 3))
      const prompt = place.documents.compose()
      const plan = planOf(prompt, random() < 0.3 ? '1h' : '5m')
      const model = random() < 0.8 ? 'a' : 'b'
      const run = lab.ledger.begin(keyOf(place.scope, model), prompt, plan, lab.time)
      const opened = lab.cache.open(toRequest(prompt, plan, model))
      outcomes.started += 1
      outcomes.claims += run.belief.warmTokens > opened.accounting.read ? 1 : 0
      flights.push({ run, opened, prompt, state: 'sent' })
    }

    const advance = (flight: Flight) => {
      if (flight.state === 'sent' && random() < 0.9) {
        flight.state = 'begun'
        flight.opened.begin()
        flight.run.begun(lab.time, 'id')
        flight.run.begun(lab.time, 'id')
        return
      }
      flights.splice(flights.indexOf(flight), 1)
      outcomes.ended += 1
      if (flight.state === 'sent' || random() < 0.05) {
        flight.run.abandon()
        return
      }
      const usage = toUsage(flight.opened.accounting)
      const miss = flight.run.settle({ usage, status: cacheStatusOf(usage), now: lab.time })
      expect(flight.run.settle({ usage, status: cacheStatusOf(usage), now: lab.time })).toBeUndefined()
      outcomes.parallel += miss?.reason === 'parallel_cold_start' ? 1 : 0
      outcomes.unexplained += miss?.reason === 'unexplained' ? 1 : 0
      outcomes.reads += (usage.cacheReadTokens ?? 0) > 0 ? 1 : 0
    }

    while (outcomes.ended < 1_000) {
      const flight = flights[Math.floor(random() * flights.length)]
      if (outcomes.started < 1_000 && (flight === undefined || random() < 0.4)) begin()
      else if (flight !== undefined) advance(flight)
      lab.time += Math.floor(random() * (random() < 0.01 ? 10 * minute : 500))
    }
    expect(outcomes).toMatchObject({ started: 1_000, ended: 1_000, claims: 0, unexplained: 0 })
    expect(outcomes.parallel).toBeGreaterThan(0)
    expect(outcomes.reads).toBeGreaterThan(100)
    expect(lab.storage.storage.get('SELECT count(*) AS flights FROM cache_in_flight')).toEqual({ flights: 0 })
    expect(
      lab.storage.storage.get(
        'SELECT count(*) AS entries FROM cache_entries WHERE expires_at > :limit OR lifetime_ms > :longest',
        { limit: lab.time + lifetimes['1h'], longest: lifetimes['1h'] },
      ),
    ).toEqual({ entries: 0 })
    expect(lab.trouble).toEqual([])
    lab.storage.remove()
  },
)

test('whatever the clock does, a belief is as a simple model says: it ends within its lifetime, and what is from the future is gone', () => {
  const anyClockStep = fc.record({
    ms: fc.oneof(
      fc.integer({ min: 0, max: 6 * minute }),
      fc.integer({ min: -2 * 60 * minute, max: 2 * 60 * minute }),
      fc.integer({ min: -900, max: 0 }),
    ),
    ttl: fc.constantFrom<Ttl>('5m', '1h'),
    fails: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(anyClockStep, { maxLength: 15 }), (steps) => {
      const lab = openLab()
      const prompt = new Documents('s').compose()
      const key = keyOf('s', 'a')
      let kept: { touched: number; lifetime: number; expires: number } | undefined
      for (const { ms, ttl, fails } of steps) {
        lab.time += ms
        if (kept !== undefined && kept.touched > lab.time + 1_000) kept = undefined
        const isWarm = kept !== undefined && lab.time < kept.expires
        const expected =
          isWarm && kept !== undefined ? Math.min(kept.expires, lab.time + kept.lifetime) : undefined
        expect(lab.ledger.lookUp(key, prompt, lab.time).expiresAt).toBe(expected)
        const run = lab.ledger.begin(key, prompt, planOf(prompt, ttl), lab.time)
        if (fails) run.abandon()
        else {
          run.settle({
            usage: { cacheReadTokens: isWarm ? 2_000 : 0, cacheWriteTokens: { other: isWarm ? 0 : 2_000 } },
            status: isWarm ? 'hit' : 'write',
            now: lab.time,
          })
          const lifetime = isWarm && kept !== undefined ? kept.lifetime : lifetimes[ttl]
          kept = {
            touched: Math.max(lab.time, kept?.touched ?? 0),
            lifetime,
            expires: Math.max(lab.time + lifetime, isWarm ? (kept?.expires ?? 0) : 0),
          }
        }
      }
      expect(lab.trouble).toEqual([])
      lab.storage.remove()
    }),
    { numRuns: 60 },
  )
})
