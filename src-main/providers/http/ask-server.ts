import { askAdapting } from '../../../src-shared/vendors/requests/ask-adapting.ts'
import type { Adaptation } from '../../../src-shared/vendors/requests/adaptation.ts'
import type { RefusalMemory } from './refusal-memory.ts'
import type { CallContext, Vendor } from './vendor.ts'

export interface ServerCall<Body extends object, Answer> {
  readonly body: Body
  readonly send: (body: Body) => Promise<Answer>
  readonly vendor: Vendor
  readonly context: CallContext & { readonly model: string }
  readonly refusals: RefusalMemory
  /** Whether the wire insists on a limit of the answer, as Anthropic's does. */
  readonly needsLimit?: boolean
}

/**
 * Asks a server without what it is known to refuse, and again without what it then refuses. Resolves to the
 * answer and to what the request went without. Rejects with what the SDK threw.
 */
export async function askServer<Body extends object, Answer>(
  call: ServerCall<Body, Answer>,
): Promise<{ answer: Answer; adaptations: readonly Adaptation[] }> {
  const { body, send, vendor, context, refusals, needsLimit } = call
  const { host, model } = context
  const known = refusals.recall(host, model)
  let adaptations = known
  const answer = await askAdapting<Body, Answer>({
    body,
    known,
    send,
    needsLimit,
    understand: (error) => vendor.classify(error, context),
    onAdapted: (all, latest) => {
      adaptations = all
      refusals.remember(host, model, all, latest)
    },
  })
  return { answer, adaptations }
}
