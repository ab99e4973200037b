/**
 * How an answer ended, whoever gave it. Half is never whole: `incomplete` is every end that is not known to
 * be a good one, with the vendor's word for it. While an answer goes on, its end is undefined.
 */
export type AnswerEnd =
  | { readonly kind: 'complete' | 'length' | 'refusal' | 'tool_calls' }
  | { readonly kind: 'incomplete'; readonly reason: string }

/**
 * How long a stream may stay silent, and open, after the word for its end, in milliseconds: usage may follow.
 */
export const longestSilenceAfterEndMs = 10_000

/** Servers fill the field for the end with these while the answer goes on. */
const notYet: ReadonlySet<string> = new Set(['', 'null', 'none', 'finish_reason_unspecified'])

/**
 * The ends that are known, in lower case. Sources: the SDK types `ChatCompletion.Choice.finish_reason`,
 * `StopReason` (Anthropic), `FinishReason` and `BlockedReason` (Gemini), and the words of
 * text-generation-inference, vLLM, llama.cpp, Ollama, Mistral, Cohere and Zhipu, which gateways pass on as
 * they are.
 */
const knownEnds: Readonly<Record<Exclude<AnswerEnd['kind'], 'incomplete'>, readonly string[]>> = {
  complete: [
    'stop',
    'end_turn',
    'stop_sequence',
    'stop_token',
    'stop_str',
    'eos',
    'eos_token',
    'eos_found',
    'endoftext',
    'end_of_text',
    'end_of_turn',
    'end',
    'done',
    'finished',
    'complete',
    'completed',
  ],
  length: [
    'length',
    'max_tokens',
    'max_output_tokens',
    'max_length',
    'model_length',
    'model_context_window_exceeded',
    'context_length_exceeded',
    'continuation',
    'max_len',
  ],
  refusal: [
    'content_filter',
    'refusal',
    'sensitive',
    'safety',
    'recitation',
    'prohibited_content',
    'blocklist',
    'spii',
    'language',
    'model_armor',
    'jailbreak',
    'guardrail_intervened',
    'content_filtered',
    'image_safety',
    'image_prohibited_content',
    'image_recitation',
  ],
  tool_calls: ['tool_calls', 'tool_use', 'tool_call', 'function_call'],
}

/** The list that a word comes from, which some gateways leave before it: `FinishReason.STOP`. */
const nameOfList = /^(?:finish_?reason|stop_?reason|reason)[._](?=\w)/

const endsByWord: ReadonlyMap<string, AnswerEnd> = new Map(
  kindsOf(knownEnds).flatMap((kind) => knownEnds[kind].map((word) => [word, { kind }] as const)),
)

/** The end that a vendor's word stands for; undefined while the answer goes on. */
export function readEnd(word: string | null | undefined): AnswerEnd | undefined {
  const told = word?.trim().toLowerCase() ?? ''
  if (notYet.has(told)) return undefined
  return endsByWord.get(told.replace(nameOfList, '')) ?? { kind: 'incomplete', reason: word?.trim() ?? '' }
}

/** The same in the app's four words; `other` is whatever is not known to be a good end. */
export function stopReasonOf(end: AnswerEnd): 'end' | 'length' | 'refusal' | 'other' {
  switch (end.kind) {
    case 'complete':
      return 'end'
    case 'length':
    case 'refusal':
      return end.kind
    case 'tool_calls':
    case 'incomplete':
      return 'other'
  }
}

/**
 * The same in OpenAI's words. What is incomplete is `length`: of these it alone says that the answer is cut,
 * and clients with a closed list of words fail on any other. The vendor's word stands beside it.
 */
export function finishReasonOf(end: AnswerEnd): 'stop' | 'length' | 'content_filter' | 'tool_calls' {
  switch (end.kind) {
    case 'complete':
      return 'stop'
    case 'length':
    case 'incomplete':
      return 'length'
    case 'refusal':
      return 'content_filter'
    case 'tool_calls':
      return 'tool_calls'
  }
}

function kindsOf<Kind extends string>(table: Readonly<Record<Kind, unknown>>): Kind[] {
  return Object.keys(table) as Kind[]
}
