import { z } from 'zod'
import { readEnd, type AnswerEnd } from '../answer-end.ts'

/** The parts of a response that are read. Source: SDK type `Response`. */
export const responseSchema = z.looseObject({
  id: z.string().optional().catch(undefined),
  error: z.unknown().optional(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish().catch(undefined),
  usage: z.unknown().optional(),
  prompt_cache_diagnostics: z.unknown().optional(),
})
export type ResponseBody = z.infer<typeof responseSchema>

/** The events that are read; the rest may change. Source: SDK type `ResponseStreamEvent`. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('response.created'), response: responseSchema }),
  z.object({ type: z.literal('response.output_text.delta'), delta: z.string() }),
  z.object({ type: z.literal('response.refusal.done'), refusal: z.string().optional().catch(undefined) }),
  z.object({ type: z.literal('response.completed'), response: responseSchema }),
  z.object({ type: z.literal('response.incomplete'), response: responseSchema }),
  z.object({ type: z.literal('response.failed'), response: responseSchema }),
])

const readTypes: ReadonlySet<unknown> = new Set(eventSchema.options.map(({ shape }) => shape.type.value))

/** Undefined for an event that is not read (reasoning, tool calls), as most are not. */
export function parseResponseEvent(raw: unknown): z.infer<typeof eventSchema> | undefined {
  // Building a schema's complaint about each of those would be felt in the time to the first word.
  const isRead = typeof raw === 'object' && raw !== null && 'type' in raw && readTypes.has(raw.type)
  return isRead ? eventSchema.safeParse(raw).data : undefined
}

/** The end of a response that is called incomplete, by its own reason. */
export function incompleteEndOf({ incomplete_details: details }: ResponseBody): AnswerEnd {
  const end = readEnd(details?.reason)
  return end === undefined || end.kind === 'complete' ? { kind: 'incomplete', reason: 'incomplete' } : end
}
