import { z } from 'zod'
import type { ApiFailure } from '../http/vendor-profile.ts'
import type { ProviderEvent, VendorDiagnosis } from '../provider.ts'
import { fromResponsesUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'
import { toFailure } from './openai-vendor.ts'

/** What one event says: events for the run, and how it ended, if it did. */
export interface ReadEvent {
  readonly events: readonly ProviderEvent[]
  readonly isRefused?: boolean
  readonly stopReason?: Extract<ProviderEvent, { type: 'finished' }>['stopReason']
  readonly failure?: ApiFailure
}

const responseSchema = z.looseObject({
  id: z.string().optional().catch(undefined),
  error: z.unknown().optional(),
  incomplete_details: z.looseObject({ reason: z.string().nullish() }).nullish().catch(undefined),
  usage: z.unknown().optional(),
  prompt_cache_diagnostics: z.unknown().optional(),
})
type ResponseBody = z.infer<typeof responseSchema>

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

const diagnosisSchema = z.object({
  type: z.string(),
  reason: z.string().optional().catch(undefined),
  cache_missed_tokens: z.number().int().nonnegative().optional().catch(undefined),
})

/** Reads one event of a response. Unknown events (reasoning, tool calls) say nothing. */
export function readResponseEvent(raw: unknown, isRefused: boolean): ReadEvent {
  const parsed = isRead(raw) ? eventSchema.safeParse(raw) : undefined
  if (parsed?.success !== true) return { events: [] }
  const event = parsed.data
  switch (event.type) {
    case 'response.created':
      return {
        events: [
          { type: 'begun', ...(event.response.id === undefined ? {} : { responseId: event.response.id }) },
        ],
      }
    case 'response.output_text.delta':
      return { events: event.delta === '' ? [] : [{ type: 'text', text: event.delta }] }
    case 'response.refusal.done':
      return { events: [refusalWarning(event.refusal)], isRefused: true }
    case 'response.completed':
      return { events: lastEvents(event.response), stopReason: isRefused ? 'refusal' : 'end' }
    case 'response.incomplete':
      return {
        events: lastEvents(event.response),
        stopReason: isRefused ? 'refusal' : incompleteReason(event.response),
      }
    case 'response.failed':
      return { events: lastEvents(event.response), failure: toFailure(event.response.error) }
  }
}

/** Most events say nothing; building a schema's complaint about each would be felt in the time to the first word. */
function isRead(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'type' in raw && readTypes.has(raw.type)
}

/** The model's own words for a refusal, or ours. */
export function refusalWarning(said: string | undefined): ProviderEvent {
  const words = said?.trim() ?? ''
  return {
    type: 'warning',
    code: 'refusal',
    message:
      words === ''
        ? 'The model refused to answer this. Change the text or the Command and try again.'
        : words,
  }
}

function lastEvents(response: ResponseBody): ProviderEvent[] {
  const usage = fromResponsesUsage(response.usage)
  const diagnosis = toDiagnosis(response.prompt_cache_diagnostics)
  return [
    ...(usage === undefined ? [] : [{ type: 'usage' as const, usage }]),
    ...(diagnosis === undefined ? [] : [{ type: 'diagnosis' as const, diagnosis }]),
  ]
}

function incompleteReason({ incomplete_details: details }: ResponseBody): 'length' | 'refusal' | 'other' {
  switch (details?.reason) {
    case 'max_output_tokens':
      return 'length'
    case 'content_filter':
      return 'refusal'
    default:
      return 'other'
  }
}

/** A miss is told by its reason; a hit, or a comparison that cannot be made, by its type. */
function toDiagnosis(raw: unknown): VendorDiagnosis | undefined {
  const parsed = diagnosisSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { type, reason, cache_missed_tokens: missedTokens } = parsed.data
  return { reason: reason ?? type, ...(missedTokens === undefined ? {} : { missedTokens }) }
}
