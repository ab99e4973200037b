import { answerKey } from '../../response-cache/answer-key.ts'
import type { KeptAnswer } from '../../response-cache/answer-cache.ts'
import { readIdempotencyKey } from '../../response-cache/read-idempotency-key.ts'
import type { Keeper } from './answer-whole.ts'
import type { ChatServices } from './chat-services.ts'
import type { PreparedCall } from './prepare-call.ts'

/** A call under an idempotency key: to be run and then kept, or already answered. */
export type Once =
  | (Keeper & { readonly kind: 'run' })
  | { readonly kind: 'replay'; readonly answer: KeptAnswer; readonly requestId: string }

/** Undefined without the header. Throws ApiError 400, 409 and 422 as `Idempotency` says. */
export async function beginOnce(
  services: Pick<ChatServices, 'idempotency' | 'onBookingFailed'>,
  call: PreparedCall,
  header: string | undefined,
  signal: AbortSignal,
): Promise<Once | undefined> {
  const key = readIdempotencyKey(header)
  if (key === undefined) return undefined
  const { userId } = call.principal
  const request = { userId, key, requestId: call.requestId }
  const bodyHash = answerKey({
    scope: userId,
    provider: call.target.upstream,
    model: call.target.model.id,
    body: call.clientBody,
  })
  const repetition = await services.idempotency.begin({ ...request, bodyHash }, signal)
  if (repetition.kind === 'replay') return repetition
  // What cannot be noted now is seen from the history later; it must not cost the client the answer.
  const note = async (noting: Promise<void>): Promise<void> =>
    await noting.catch((error: unknown) => services.onBookingFailed(error, call.requestId))
  return {
    kind: 'run',
    keep: async (answer) => await note(services.idempotency.finish(request, answer)),
    abandon: async (isCharged = false) =>
      await note(isCharged ? services.idempotency.finish(request) : services.idempotency.fail(request)),
  }
}
