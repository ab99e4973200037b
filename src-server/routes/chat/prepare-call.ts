import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { ApiError } from '../../api-error.ts'
import type { Principal } from '../../auth/principal.ts'
import type { AutoMarkers } from '../../upstream/auto-markers/create-auto-markers.ts'
import type { PricedModel } from '../../upstream/model-catalogue.ts'
import { countBreakpoints, type Breakpoints } from '../../usage/count-breakpoints.ts'
import type { ChatServices } from './chat-services.ts'
import { measureInput } from './measure-input.ts'

/** A call that is valid and allowed, before anything was spent on it. */
export interface PreparedCall {
  readonly requestId: string
  readonly principal: Principal
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** As the client sent it: what the answer cache and idempotency go by. */
  readonly clientBody: ChatRequest
  /** As the vendor gets it: with markers, where the gateway adds some. */
  readonly body: ChatRequest
  readonly plan: ReturnType<AutoMarkers['plan']>['planned']
  readonly target: PricedModel
  readonly inputBytes: number
  readonly holdBytes: number
  readonly breakpoints: Breakpoints
  readonly isStreamed: boolean
}

/** Resolves the model and checks the tier. Throws ApiError 403, 404, 503. */
export function prepareCall(
  services: ChatServices,
  {
    requestId,
    principal,
    clientBody,
    bytes,
  }: Pick<PreparedCall, 'requestId' | 'principal' | 'clientBody'> & { readonly bytes: number },
): PreparedCall {
  const target = services.catalogue.resolve(clientBody.model)
  if (!services.catalogue.isAllowed(target.model.id, services.tiers.patternsOf(principal.tier)))
    throw notInTier(target.model.id, principal.tier)
  const asked = countBreakpoints(clientBody)
  const marked =
    services.settings.current().autoCacheMarkers && !asked.hasCacheFields
      ? services.markers.plan({ userId: principal.userId, ...target, body: clientBody })
      : undefined
  const body = marked?.body ?? clientBody
  return {
    requestId,
    principal,
    startedAt: services.now(),
    clientBody,
    body,
    plan: marked?.planned,
    target,
    ...measureInput(clientBody, bytes, target.model.contextTokens),
    breakpoints: body === clientBody ? asked : countBreakpoints(body),
    isStreamed: clientBody.stream === true,
  }
}

function notInTier(model: string, tier: string): ApiError {
  return new ApiError(
    403,
    'permission_error',
    'model_not_allowed',
    `Your tier “${tier}” does not include the model “${model}”. ` +
      'GET /v1/models lists those that it does; ask your administrator for another tier.',
    { param: 'model' },
  )
}
