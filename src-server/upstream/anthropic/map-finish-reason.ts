import type { FinishReason } from '../../../src-shared/dedicated-api/chat-answer.ts'

/** Anthropic's reason to stop (SDK type `StopReason`, which grows) in OpenAI's words. */
export function mapFinishReason(reason: string | null | undefined): FinishReason {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length'
    case 'tool_use':
      return 'tool_calls'
    case 'refusal':
      return 'content_filter'
    default:
      return 'stop'
  }
}
