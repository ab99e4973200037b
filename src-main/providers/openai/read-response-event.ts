import { z } from 'zod'
import type { AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'
import {
  incompleteEndOf,
  parseResponseEvent,
  type ResponseBody,
} from '../../../src-shared/vendors/openai/response-events.ts'
import type { ProviderEvent, VendorDiagnosis } from '../provider.ts'
import { fromResponsesUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'

/** What one event says: events for the run, and how it ended, if it did. */
export interface ReadEvent {
  readonly events: readonly ProviderEvent[]
  readonly isRefused?: boolean
  readonly end?: AnswerEnd
  /** The body of the error that ended it. */
  readonly failure?: unknown
}

const diagnosisSchema = z.object({
  type: z.string(),
  reason: z.string().optional().catch(undefined),
  cache_missed_tokens: z.number().int().nonnegative().optional().catch(undefined),
})

/** Reads one event of a response. Unknown events (reasoning, tool calls) say nothing. */
export function readResponseEvent(raw: unknown, isRefused: boolean): ReadEvent {
  const event = parseResponseEvent(raw)
  if (event === undefined) return { events: [] }
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
      return { events: lastEvents(event.response), end: { kind: isRefused ? 'refusal' : 'complete' } }
    case 'response.incomplete':
      return {
        events: lastEvents(event.response),
        end: isRefused ? { kind: 'refusal' } : incompleteEndOf(event.response),
      }
    case 'response.failed':
      return { events: lastEvents(event.response), failure: event.response.error ?? 'no reason was given' }
  }
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

/** A miss is told by its reason; a hit, or a comparison that cannot be made, by its type. */
function toDiagnosis(raw: unknown): VendorDiagnosis | undefined {
  const parsed = diagnosisSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { type, reason, cache_missed_tokens: missedTokens } = parsed.data
  return { reason: reason ?? type, ...(missedTokens === undefined ? {} : { missedTokens }) }
}
