/** Turns Anthropic's stop reason (SDK type `StopReason`, which grows) into the product's four. */
export function mapStopReason(reason: string | null | undefined): 'end' | 'length' | 'refusal' | 'other' {
  switch (reason) {
    case 'end_turn':
    case 'stop_sequence':
      return 'end'
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length'
    case 'refusal':
      return 'refusal'
    default:
      return 'other'
  }
}
