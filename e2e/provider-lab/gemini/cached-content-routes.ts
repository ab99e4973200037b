import type { Model } from '../../../src-shared/pricing/price-table.ts'
import { LabRefusal, type LabAnswer, type LabExchange, type LabRoute } from '../lab-protocol.ts'
import type { ExplicitCacheStore, HeldCache } from './explicit-cache-store.ts'
import { parseCachedContent, parseUpdate, type Lifetime } from './generate-request.ts'
import { sumTokens, toPromptBlocks } from './to-prompt-blocks.ts'

export interface CachedContentTools {
  readonly store: ExplicitCacheStore
  readonly now: () => number
  /** Throws a LabRefusal 404 for a model that the lab does not have. */
  readonly findModel: (name: string) => Model
}

const defaultLifetimeMs = 60 * 60_000
/** For a model whose minimum is unknown: the smallest that Google has ever named. */
const smallestMinimum = 1024

/** `POST` and `GET /v1beta/cachedContents`; `GET`, `PATCH` and `DELETE /v1beta/cachedContents/…`. */
export function routeCachedContents(
  tools: CachedContentTools,
  method: string,
  path: string,
): LabRoute | undefined {
  const [, name] = /^\/v1beta\/(cachedContents\/[^/]+)$/.exec(path) ?? []
  if (name !== undefined) return routeOne(tools, method, name)
  if (path !== '/v1beta/cachedContents') return undefined
  if (method === 'POST') return (exchange) => create(tools, exchange)
  if (method === 'GET')
    return ({ workspace }) => answer({ cachedContents: tools.store.list(workspace).map(toResource) })
  return undefined
}

function routeOne({ store, now }: CachedContentTools, method: string, name: string): LabRoute | undefined {
  switch (method) {
    case 'GET':
      return ({ workspace }) => answer(toResource(store.get(workspace, name)))
    case 'PATCH':
      return ({ workspace, bodyText }) =>
        answer(toResource(store.update(store.get(workspace, name), expiryOf(parseUpdate(bodyText), now()))))
    case 'DELETE':
      return ({ workspace }) => {
        store.remove(store.get(workspace, name))
        return answer({})
      }
    default:
      return undefined
  }
}

function create(
  { store, now, findModel }: CachedContentTools,
  { workspace, bodyText }: LabExchange,
): LabAnswer {
  const request = parseCachedContent(bodyText)
  const model = findModel(request.model)
  if (model.caching?.explicit === false)
    throw new LabRefusal(
      404,
      `${request.model} is not found for API version v1beta, or is not supported for createCachedContent.`,
    )
  const tokens = sumTokens(toPromptBlocks(request))
  const minimum = model.minimumCacheableTokens ?? smallestMinimum
  if (tokens < minimum)
    throw new LabRefusal(
      400,
      `Cached content is too small. total_token_count=${tokens}, min_total_token_count=${minimum}`,
    )
  return answer(
    toResource(
      store.add({
        workspace,
        model: model.id,
        displayName: request.displayName,
        tokens,
        expiresAt: expiryOf(request, now()),
      }),
    ),
  )
}

function expiryOf({ ttl, expireTime }: Lifetime, now: number): number {
  if (ttl !== undefined && expireTime !== undefined)
    throw new LabRefusal(400, 'Only one of ttl and expireTime may be set.')
  const expiresAt =
    expireTime === undefined
      ? now + (ttl === undefined ? defaultLifetimeMs : Number.parseFloat(ttl) * 1000)
      : Date.parse(expireTime)
  if (expiresAt <= now) throw new LabRefusal(400, 'The expiration time must be in the future.')
  return expiresAt
}

function toResource({
  name,
  model,
  displayName,
  createdAt,
  updatedAt,
  expiresAt,
  tokens,
}: HeldCache): unknown {
  const time = (at: number): string => new Date(at).toISOString()
  return {
    name,
    model: `models/${model}`,
    displayName,
    createTime: time(createdAt),
    updateTime: time(updatedAt),
    expireTime: time(expiresAt),
    usageMetadata: { totalTokenCount: tokens },
  }
}

function answer(body: unknown): LabAnswer {
  return { kind: 'json', status: 200, body }
}
