import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CachePlan, ComposedPrompt, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheStatusOf } from '../../../src-shared/usage-arithmetic.ts'
import {
  createPrefixCache,
  type CacheAccounting,
  type CacheRequest,
  type PrefixCache,
} from '../../providers/practice/prefix-cache.ts'
import { openTestStorage, type TestStorage } from '../../storage/open-test-storage.ts'
import { CacheLedger, type LedgerRun } from './cache-ledger.ts'
import { cacheRulesFor } from '../../../src-shared/vendors/cache-rules-for.ts'
import type { LedgerKey } from './ledger-key.ts'

type Ttl = '5m' | '1h'
type Model = 'a' | 'b'
const minute = 60_000
const start = 1_800_000_000_000
const minimumTokens = 512
const lifetimes: Record<Ttl, number> = { '5m': 5 * minute, '1h': 60 * minute }

const systemBlock: PromptBlock = { segment: 'system', text: 'System', hash: 'system', tokens: 600 }
const documentBlock = (label: string, edition: number): PromptBlock => ({
  segment: 'space',
  label,
  text: `${label} ${edition}`,
  hash: `${label}-${edition}`,
  tokens: 300 + label.length,
})
const planOf = (prompt: ComposedPrompt, ttl: Ttl | 'none'): CachePlan =>
  ttl === 'none'
    ? { mode: 'none', marks: [], reason: 'It would not pay.' }
    : {
        mode: 'marks',
        marks: prompt.breakpoints.map((blockIndex) => ({ blockIndex, ttl })),
        ttl,
        reason: 'It pays.',
      }
const chainOf = (prompt: ComposedPrompt) => prompt.prefix.map(({ hash }) => hash).join('|')
const keyOf = (scope: string, model: Model): LedgerKey => ({
  scope,
  account: 'anthropic',
  model,
  rules: cacheRulesFor('anthropic', undefined),
  minimumTokens,
})

function toRequest(prompt: ComposedPrompt, plan: CachePlan, model: Model): CacheRequest {
  const ttlAt = new Map(plan.marks.map(({ blockIndex, ttl }) => [blockIndex, ttl]))
  const blocks = prompt.prefix.map(({ hash, tokens }, index) => {
    const ttl = ttlAt.get(index)
    return { hash, tokens, mark: ttl === '5m' || ttl === '1h' ? ttl : undefined }
  })
  return { workspace: 'w', model, minimumTokens, blocks: [...blocks, { hash: 'dynamic', tokens: 10 }] }
}

function toUsage({ uncached, read, writtenFiveMinutes, writtenOneHour }: CacheAccounting): TokenUsage {
  return {
    uncachedInputTokens: uncached,
    cacheReadTokens: read,
    cacheWriteTokens: { fiveMinutes: writtenFiveMinutes, oneHour: writtenOneHour },
    outputTokens: 1,
  }
}

/** A Space whose documents are edited. */
class Documents {
  #documents: { label: string; edition: number }[]
  #editions = 1
  readonly #scope: string

  constructor(scope: string) {
    this.#scope = scope
    this.#documents = ['x', 'yy', 'zzz'].map((name) => ({ label: `${scope}${name}`, edition: 0 }))
  }

  /** Returns the label of what was edited, if anything was. */
  change(kind: 'edit' | 'add' | 'remove', place: number): string | undefined {
    const index = place % Math.max(1, this.#documents.length)
    this.#editions += 1
    if (kind === 'add') {
      const label = `${this.#scope}new${this.#editions}`
      this.#documents.splice(index, 0, { label, edition: 0 })
      return label
    }
    const document = this.#documents[index]
    if (document === undefined) return undefined
    if (kind === 'remove') this.#documents.splice(index, 1)
    else document.edition = this.#editions
    return document.label
  }

  compose(): ComposedPrompt {
    const prefix = [
      systemBlock,
      ...this.#documents.map(({ label, edition }) => documentBlock(label, edition)),
    ]
    return {
      prefix,
      dynamic: { segment: 'dynamic', text: 'Fix.', hash: 'd', tokens: 10 },
      breakpoints: [...new Set([0, Math.floor(prefix.length / 2), prefix.length - 1])],
    }
  }
}

interface Lab {
  readonly storage: TestStorage
  readonly ledger: CacheLedger
  readonly cache: PrefixCache
  readonly trouble: string[]
  time: number
}

function openLab(): Lab {
  const storage = openTestStorage()
  const trouble: string[] = []
  const lab: Lab = {
    storage,
    trouble,
    ledger: new CacheLedger(storage.storage, {
      isAlive: () => true,
      report: (message, error) => trouble.push(`${message} ${String(error)}`),
    }),
    cache: createPrefixCache({ now: () => lab.time }),
    time: start,
  }
  return lab
}

/** What the simulator would read now, without touching it. */
function probe(lab: Lab, prompt: ComposedPrompt, plan: CachePlan, model: Model): CacheAccounting {
  const copy = createPrefixCache({ now: () => lab.time })
  copy.restore(structuredClone(lab.cache.entries()))
  return copy.open(toRequest(prompt, plan, model)).accounting
}

interface Sent {
  readonly prompt: ComposedPrompt
  readonly plan: CachePlan
  readonly model: Model
  /** What the vendor read of it; marks within that wrote nothing. */
  readonly readTokens: number
}

/** Why a run missed, known from the script and the simulator alone. */
function trueReason(
  lab: Lab,
  history: readonly Sent[],
  now: Omit<Sent, 'readTokens'>,
  accounting: CacheAccounting,
): string | undefined {
  const written = accounting.writtenFiveMinutes + accounting.writtenOneHour
  if (accounting.read > 0 && written === 0) return undefined
  if (now.plan.mode === 'none') return 'not_marked'
  const target = chainOf(now.prompt)
  const wasMarked = ({ prompt, plan, model, readTokens }: Sent) =>
    model === now.model &&
    plan.marks.some(({ blockIndex }) => {
      const marked = prompt.prefix.slice(0, blockIndex + 1)
      const tokens = marked.reduce((sum, block) => sum + block.tokens, 0)
      return tokens >= readTokens && chainOf({ ...prompt, prefix: marked }) === target
    })
  if (history.some(wasMarked)) return 'expired'
  const last = history.findLast(({ model }) => model === now.model)
  const latest = history.at(-1)
  if (last === undefined) return latest === undefined ? 'cold' : 'model_switched'
  const isSentElsewhere =
    latest !== undefined && latest.model !== now.model && chainOf(latest.prompt).startsWith(target)
  if (isSentElsewhere && !chainOf(last.prompt).startsWith(target)) return 'model_switched'
  if (last.plan.mode === 'none') return 'cold'
  const unedited = probe(lab, last.prompt, last.plan, now.model)
  if (unedited.writtenFiveMinutes + unedited.writtenOneHour > 0) return 'expired'
  return chainOf(last.prompt).startsWith(target) && last.prompt.prefix.length === now.prompt.prefix.length
    ? 'cold'
    : 'segment_changed'
}

const scopes = ['s', 't'] as const
const anyScope = fc.constantFrom(...scopes)
const anyStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('run' as const),
      scope: anyScope,
      model: fc.constantFrom<Model>('a', 'a', 'a', 'b'),
      ttl: fc.constantFrom<Ttl | 'none'>('5m', '5m', '1h', 'none'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('change' as const),
      scope: anyScope,
      kind: fc.constantFrom('edit' as const, 'add' as const, 'remove' as const),
      place: fc.nat(9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, minute, 4 * minute, 5 * minute, 20 * minute, 61 * minute),
    }),
  },
)

test('over random histories the belief equals the cache, and every miss has its true reason', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 5, maxLength: 40 }), (steps) => {
      const lab = openLab()
      const spaces = new Map(
        scopes.map((scope) => [
          scope,
          {
            documents: new Documents(scope),
            history: [] as Sent[],
            changes: new Map<Model, (string | undefined)[]>(),
          },
        ]),
      )
      for (const step of steps) {
        if (step.type === 'wait') {
          lab.time += step.ms
          continue
        }
        const space = spaces.get(step.scope)
        if (space === undefined) throw new Error('no Space')
        if (step.type === 'change') {
          const label = space.documents.change(step.kind, step.place)
          for (const model of ['a', 'b'] as const)
            space.changes.set(model, [...(space.changes.get(model) ?? []), label])
          continue
        }
        const prompt = space.documents.compose()
        const sent = { prompt, plan: planOf(prompt, step.ttl), model: step.model }
        const key = keyOf(step.scope, step.model)
        const wouldRead = probe(lab, prompt, planOf(prompt, '5m'), step.model).read
        expect(lab.ledger.lookUp(key, prompt, lab.time).warmTokens).toBe(wouldRead)
        const expected = probe(lab, prompt, sent.plan, step.model)
        const reason = trueReason(lab, space.history, sent, expected)
        const run = lab.ledger.begin(key, prompt, sent.plan, lab.time)
        const opened = lab.cache.open(toRequest(prompt, sent.plan, step.model))
        expect(run.belief.warmTokens).toBe(opened.accounting.read)
        opened.begin()
        run.begun(lab.time, 'id')
        const usage = toUsage(opened.accounting)
        const miss = run.settle({ usage, status: cacheStatusOf(usage), now: lab.time })
        expect(miss?.reason, miss?.message).toBe(reason)
        const changes = space.changes.get(step.model) ?? []
        if (miss?.reason === 'segment_changed' && changes.length === 1)
          expect(miss).toMatchObject({ segment: 'space', label: changes[0] })
        space.history.push({ ...sent, readTokens: opened.accounting.read })
        space.changes.set(step.model, [])
        lab.time += 1
      }
      expect(lab.trouble).toEqual([])
      lab.storage.remove()
    }),
    { numRuns: 80 },
  )
})

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
