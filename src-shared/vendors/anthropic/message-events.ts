import { z } from 'zod'
import { anthropicUsageSchema } from './from-anthropic-usage.ts'

/** Usage where a message or an event carries it. */
export const eventUsageSchema = anthropicUsageSchema.nullish().catch(undefined)

/** The parts of `message_start` that are read. Source: SDK type `RawMessageStartEvent`. */
export const messageStartSchema = z.looseObject({
  id: z.string().nullish().catch(undefined),
  model: z.string().nullish().catch(undefined),
  usage: eventUsageSchema,
  diagnostics: z.unknown().optional(),
})

/**
 * The parts of `message_delta` that are read, which tells the end. Source: SDK type `RawMessageDeltaEvent`.
 */
export const messageDeltaSchema = z.looseObject({
  stop_reason: z.string().nullish().catch(undefined),
  stop_details: z.looseObject({ explanation: z.string().nullish() }).nullish().catch(undefined),
})

/** What does not say its type is text, if it has any. */
const textPart = (type: string) =>
  z.looseObject({
    type: z
      .string()
      .nullish()
      .transform((told) => told ?? type),
    text: z.string().nullish(),
  })

/** The events with text, usage and end; the rest may change. Source: SDK type `RawMessageStreamEvent`. */
export const messageEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message_start'), message: messageStartSchema }),
  z.object({ type: z.literal('content_block_start'), content_block: textPart('text') }),
  z.object({ type: z.literal('content_block_delta'), delta: textPart('text_delta') }),
  z.object({ type: z.literal('message_delta'), delta: messageDeltaSchema, usage: eventUsageSchema }),
  z.object({ type: z.literal('message_stop') }),
])
