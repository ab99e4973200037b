import { providerIdSchema } from '../../src-shared/entities.ts'
import { findModel, findPrice } from '../../src-shared/pricing/find-price.ts'
import type { Price } from '../../src-shared/pricing/price-table.ts'
import { costOfExplicitCreation, costOfStorage } from '../../src-shared/pricing/upkeep-cost.ts'
import type { CacheObject } from '../caching/ledger/cache-object-store.ts'
import { lifetimeOf } from '../../src-shared/vendors/cache-rules.ts'
import { prefixChain } from '../caching/ledger/prefix-chain.ts'
import { recordRefresh } from '../../src-shared/planner/space-state.ts'
import type { ProviderCall } from '../providers/provider.ts'
import type { AssistServices } from './assist-services.ts'
import { accountOf } from './cache-identity.ts'
import type { PlannedRun } from './plan-run.ts'
import { credentialsFor, isoDay, type PreparedRun } from './prepare-run.ts'
import { recordUpkeep } from './record-upkeep.ts'
import { updateSpaceState } from './space-state.ts'

const hourMs = 60 * 60_000
const deleteTimeoutMs = 15_000

/**
 * The call with a live cache object that holds what the plan marks: the one that exists, or a new
 * one, whose making and storage are booked. When it cannot be made, or another run is making it, the
 * call goes on without: the vendor caches by itself.
 */
export async function ensureExplicitCache(
  services: AssistServices,
  run: PreparedRun,
  { plan, key, price }: PlannedRun,
  call: ProviderCall,
  signal: AbortSignal,
): Promise<ProviderCall> {
  const blocks = (plan.marks.at(-1)?.blockIndex ?? -1) + 1
  const known = services.ledger.findCacheObject(key, run.prompt, services.now())
  if (known?.blocks === blocks) return withCache(call, known.name)
  const { explicitCaches } = run.provider
  const content = JSON.stringify([
    key.scope,
    key.account,
    key.model,
    prefixChain(run.prompt.prefix)[blocks - 1],
  ])
  if (explicitCaches === undefined || services.objectsInMaking.has(content)) return withoutCache(call)
  services.objectsInMaking.add(content)
  const lifetimeMs = lifetimeOf(plan.ttl, key.rules)
  try {
    const made = await explicitCaches.create(call, lifetimeMs, signal)
    services.ledger.addCacheObject(key, run.prompt, blocks, made, services.now())
    book(
      services,
      run,
      made.tokens ?? run.prompt.prefix.slice(0, blocks).reduce((sum, block) => sum + block.tokens, 0),
      lifetimeMs,
      price,
    )
    return withCache(call, made.name)
  } catch (error) {
    signal.throwIfAborted()
    services.report('A cache object could not be made', error)
    return withoutCache(call)
  } finally {
    services.objectsInMaking.delete(content)
  }
}

/**
 * What an object cost to make and will cost to store: for the Savings page, and for the planner's promise.
 */
function book(
  services: AssistServices,
  run: PreparedRun,
  tokens: number,
  lifetimeMs: number,
  price: Price | undefined,
): void {
  const creation = costOfExplicitCreation(tokens, price)
  const storage = costOfStorage(tokens, lifetimeMs / hourMs, price)
  recordUpkeep(services, run, { kind: 'explicit', tokens, cost: creation })
  recordUpkeep(services, run, { kind: 'storage', tokens, cost: storage })
  updateSpaceState(services, run, (state) => recordRefresh(state, { cost: (creation ?? 0) + (storage ?? 0) }))
}

/**
 * Deletes the objects of a run's Space that hold what it no longer is, such as those of a folder whose files
 * changed. Stored Spaces do so when they are saved. Never rejects.
 */
export async function deleteOutdatedCaches(
  services: AssistServices,
  { caching, scope, prompt }: PreparedRun,
): Promise<void> {
  if (!caching.explicit) return
  try {
    if (services.ledger.forgetScope(scope, prompt.prefix).objects.length > 0)
      await deleteCondemnedCaches(services)
  } catch (error) {
    services.report('Outdated cache objects could not be deleted', error)
  }
}

/** The same call with its whole prefix in the request. */
export function withoutCache(call: ProviderCall): ProviderCall {
  return {
    ...call,
    plan: { ...call.plan, mode: 'automatic', marks: [] },
    cache: { ...call.cache, explicitCache: undefined },
  }
}

/**
 * Deletes at the vendor what Spaces that changed or are gone no longer need; what was paid
 * ahead for its storage is given back in the books. What cannot be deleted now is tried
 * again the next time, until it expires by itself.
 */
export async function deleteCondemnedCaches(services: AssistServices): Promise<void> {
  for (const object of services.ledger.condemnedCacheObjects(services.now()))
    await deleteObject(services, object)
}

async function deleteObject(services: AssistServices, object: CacheObject): Promise<void> {
  const [id, baseUrl] = object.account.split(' ')
  const provider = services.providers[providerIdSchema.catch('practice').parse(id)]
  if (provider.explicitCaches === undefined || accountOf(provider.id, baseUrl) !== object.account) return
  try {
    await provider.explicitCaches.delete(
      object.name,
      await credentialsFor(services, provider, baseUrl),
      AbortSignal.timeout(deleteTimeoutMs),
    )
    services.ledger.removeCacheObject(object.name)
  } catch (error) {
    services.report('A cache object could not be deleted', error)
    return
  }
  const now = services.now()
  const model = findModel(services.models, provider.id, object.model)
  const unused = costOfStorage(
    object.tokens,
    Math.max(0, object.expiresAt - now) / hourMs,
    model === undefined ? undefined : findPrice(model, isoDay(now)),
  )
  if (unused === undefined) return
  recordUpkeep(
    services,
    { provider, modelId: object.model, space: undefined },
    { kind: 'storage', tokens: 0, cost: -unused },
  )
  updateSpaceState(services, { provider, modelId: object.model, scope: object.scope }, (state) => ({
    ...state,
    account: { ...state.account, actual: Math.max(0, state.account.actual - unused) },
  }))
}

function withCache(call: ProviderCall, name: string): ProviderCall {
  return { ...call, cache: { ...call.cache, explicitCache: name } }
}
