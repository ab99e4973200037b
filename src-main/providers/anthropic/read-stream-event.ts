import type { z } from 'zod'
import { readEnd } from '../../../src-shared/vendors/answer-end.ts'
import {
  messageEventSchema,
  type messageStartSchema,
} from '../../../src-shared/vendors/anthropic/message-events.ts'
import { toFinished } from '../http/to-finished.ts'
import type { ProviderEvent } from '../provider.ts'
import {
  fromAnthropicUsage,
  mergeAnthropicUsage,
  type AnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { readDiagnosis } from './read-diagnosis.ts'

/** What was learned from the stream so far. */
export interface StreamState {
  readonly usage?: AnthropicUsage
  readonly stopReason?: string
  readonly isComplete: boolean
  /** Whether the request carried breakpoints. */
  readonly hasMarks: boolean
}

/**
 * Reads one event: the state after it, and what it says to the run. Unknown events and blocks (thinking) say
 * nothing.
 */
export function readStreamEvent(
  raw: unknown,
  state: StreamState,
): { state: StreamState; events: ProviderEvent[] } {
  const parsed = messageEventSchema.safeParse(raw)
  if (!parsed.success) return { state, events: [] }
  const event = parsed.data
  switch (event.type) {
    case 'message_start':
      return begin(state, event.message)
    case 'content_block_start':
      return {
        state,
        events: event.content_block.type === 'text' ? textEvents(event.content_block.text) : [],
      }
    case 'content_block_delta':
      return { state, events: event.delta.type === 'text_delta' ? textEvents(event.delta.text) : [] }
    case 'message_delta': {
      const stopReason = event.delta.stop_reason ?? state.stopReason
      const next = withUsage({ ...state, stopReason }, event.usage, true)
      return {
        state: next.state,
        events: [...next.events, ...stopWarning(stopReason, event.delta.stop_details?.explanation)],
      }
    }
    case 'message_stop':
      return {
        state: { ...state, isComplete: true },
        // Its last event came: a server that gives no reason has ended well.
        events: [toFinished(readEnd(state.stopReason) ?? { kind: 'complete' })],
      }
  }
}

/** From here on, what the request wrote can be read by others. */
function begin(
  state: StreamState,
  message: z.output<typeof messageStartSchema>,
): { state: StreamState; events: ProviderEvent[] } {
  const next = withUsage(state, message.usage, false)
  const diagnosis = readDiagnosis(message.diagnostics)
  const begun: ProviderEvent = { type: 'begun', responseId: message.id ?? undefined }
  return {
    state: next.state,
    events: [
      begun,
      ...next.events,
      ...(diagnosis === undefined ? [] : [{ type: 'diagnosis' as const, diagnosis }]),
    ],
  }
}

function withUsage(
  state: StreamState,
  reported: AnthropicUsage | null | undefined,
  isFinal: boolean,
): { state: StreamState; events: ProviderEvent[] } {
  if (reported === null || reported === undefined) return { state, events: [] }
  const usage = mergeAnthropicUsage(state.usage, reported)
  return {
    state: { ...state, usage },
    events: [{ type: 'usage', usage: fromAnthropicUsage(usage, isFinal, state.hasMarks) }],
  }
}

function textEvents(text: string | null | undefined): ProviderEvent[] {
  return text === null || text === undefined || text === '' ? [] : [{ type: 'text', text }]
}

function stopWarning(
  stopReason: string | undefined,
  explanation: string | null | undefined,
): ProviderEvent[] {
  switch (stopReason) {
    case 'refusal':
      return [
        {
          type: 'warning',
          code: 'refusal',
          message:
            explanation ?? 'The model refused to answer this. Change the text or the Command and try again.',
        },
      ]
    case 'tool_use':
      return [
        {
          type: 'warning',
          code: 'tool_call',
          message:
            'The model asked for a tool instead of going on, and Rephlo runs no tools. ' +
            'Run the Command again, ' +
            'or ask without the tool.',
        },
      ]
    default:
      return []
  }
}
