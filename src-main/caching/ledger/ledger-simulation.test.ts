import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import { cacheStatusOf } from '../../../src-shared/usage-arithmetic.ts'
import { createPrefixCache, type CacheAccounting } from '../../providers/practice/prefix-cache.ts'
import {
  Documents,
  keyOf,
  type Lab,
  minute,
  type Model,
  openLab,
  planOf,
  scopes,
  toRequest,
  toUsage,
  type Ttl,
} from './__fixtures__/ledger-lab.ts'

const chainOf = (prompt: ComposedPrompt) => prompt.prefix.map(({ hash }) => hash).join('|')

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
