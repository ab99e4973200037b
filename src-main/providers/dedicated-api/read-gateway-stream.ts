import { z } from 'zod'
import type { CreditCharge, RunCost } from '../../../src-shared/run-event.ts'
import { readChatStream, type ChatStream } from '../openai/read-chat-stream.ts'
import type { ProviderEvent } from '../provider.ts'
import { withLifetimes } from './from-gateway-usage.ts'

const credits = z.number().int().nonnegative()

/** Source: `AnswerMetadata`. */
const metadataSchema = z.looseObject({
  credits: z
    .looseObject({
      charged: credits,
      balance: z.number().int(),
      uncached: credits.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  max_tokens_limited_to: z.number().int().optional().catch(undefined),
})
const chunkSchema = z.looseObject({ metadata: metadataSchema })

export type AnswerFacts = z.infer<typeof metadataSchema>

const nanoDollarsPerDollar = 1_000_000_000

/**
 * Reads the gateway's chunks to their end: a chat completion with, before `finished`, what it was charged.
 */
export async function* readGatewayStream(
  stream: ChatStream,
  creditsPerDollar: () => Promise<number | undefined>,
): AsyncGenerator<ProviderEvent> {
  let facts: AnswerFacts | undefined
  const iterator = watching(stream.iterator, (found) => (facts = found))
  for await (const event of readChatStream({ ...stream, iterator })) {
    if (event.type === 'usage') yield { type: 'usage', usage: withLifetimes(event.usage) }
    else if (event.type === 'finished') yield* endOf(event, facts, await creditsPerDollar())
    else yield event
  }
}

function* endOf(
  end: Extract<ProviderEvent, { type: 'finished' }>,
  facts: AnswerFacts | undefined,
  creditsPerDollar: number | undefined,
): Generator<ProviderEvent> {
  const limit = facts?.max_tokens_limited_to
  if (limit !== undefined && end.stopReason === 'length') {
    yield {
      type: 'warning',
      code: 'answer_limited',
      message:
        `Your credits covered an answer of ${limit.toLocaleString('en-US')} tokens at most, ` +
        'so it ends too early.',
    }
  }
  const charge = facts?.credits
  if (charge !== undefined)
    yield {
      type: 'charged',
      credits: { charged: charge.charged, balance: charge.balance },
      cost: costOfCredits(charge, creditsPerDollar),
    }
  yield end
}

/**
 * What credits are worth in nano-dollars: the cost of a run that was paid
 * with them. Parts that are not known are absent.
 */
export function costOfCredits(
  { charged, uncached }: Pick<CreditCharge, 'charged'> & { readonly uncached?: number },
  creditsPerDollar: number | undefined,
): RunCost {
  if (creditsPerDollar === undefined || creditsPerDollar <= 0) return {}
  const worth = (amount: number): number => Math.round((amount * nanoDollarsPerDollar) / creditsPerDollar)
  if (uncached === undefined) return { actual: worth(charged) }
  return { actual: worth(charged), uncached: worth(uncached), saved: worth(uncached) - worth(charged) }
}

/** Passes chunks on and shows the facts of those that carry any. */
function watching(
  iterator: AsyncIterator<unknown>,
  show: (facts: AnswerFacts) => void,
): AsyncIterator<unknown> {
  return {
    next: async () => {
      const result = await iterator.next()
      const parsed = result.done === true ? undefined : chunkSchema.safeParse(result.value)
      if (parsed?.success === true) show(parsed.data.metadata)
      return result
    },
  }
}
