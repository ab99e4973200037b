/**
 * Usage as the gateway answers it: OpenAI's fields, with `prompt_tokens` the whole input for every vendor,
 * and Anthropic's cache fields beside them. A count that the vendor did not report is absent, never 0.
 */
export interface ChatUsage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
  readonly prompt_tokens_details: {
    readonly cached_tokens?: number
    readonly cache_write_tokens?: number
    readonly [vendor: string]: unknown
  }
  readonly cache_creation_input_tokens?: number
  readonly cache_read_input_tokens?: number
  /** Writes by lifetime, where the vendor told them apart. */
  readonly cache_creation?: {
    readonly ephemeral_5m_input_tokens?: number
    readonly ephemeral_1h_input_tokens?: number
  }
  readonly [vendor: string]: unknown
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'function_call'

export interface ChatToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

export interface ChatChoice {
  readonly index: number
  readonly message: {
    readonly role: 'assistant'
    readonly content: string | null
    readonly tool_calls?: readonly ChatToolCall[]
    readonly [vendor: string]: unknown
  }
  readonly finish_reason: FinishReason | null
  readonly [vendor: string]: unknown
}

/** What the gateway says about an answer. Credits are whole; `balance` is what is left to spend. */
export interface AnswerMetadata {
  /** Whether the answer came from the answer cache: then no vendor was asked and nothing is charged. */
  readonly cached: boolean
  readonly provider: string
  readonly request_id: string
  readonly credits?: {
    readonly charged: number
    readonly balance: number
    /** The charge of the same tokens without prompt caching; absent when unknown. */
    readonly uncached?: number
  }
  /** True when the vendor reported no usage, so that the charge is an estimate. */
  readonly estimated?: boolean
  /** The limit that the balance allowed, when it was lower than what the answer could have had. */
  readonly max_tokens_limited_to?: number
}

/** An answer of `POST /v1/chat/completions`. */
export interface ChatCompletion {
  readonly id: string
  readonly object: 'chat.completion'
  readonly created: number
  readonly model: string
  readonly choices: readonly ChatChoice[]
  readonly usage?: ChatUsage
  readonly metadata?: AnswerMetadata
  readonly [vendor: string]: unknown
}

export interface ChatChunkChoice {
  readonly index: number
  readonly delta: {
    readonly role?: 'assistant'
    readonly content?: string | null
    readonly tool_calls?: readonly {
      readonly index: number
      readonly id?: string
      readonly type?: 'function'
      readonly function?: { readonly name?: string; readonly arguments?: string }
    }[]
    readonly [vendor: string]: unknown
  }
  readonly finish_reason: FinishReason | null
  readonly [vendor: string]: unknown
}

/** One event of a streamed answer. */
export interface ChatChunk {
  readonly id: string
  readonly object: 'chat.completion.chunk'
  readonly created: number
  readonly model: string
  readonly choices: readonly ChatChunkChoice[]
  readonly usage?: ChatUsage | null
  readonly metadata?: AnswerMetadata
  readonly [vendor: string]: unknown
}

/** Every refusal and failure of the gateway, in OpenAI's shape. `retryAfter` is in seconds. */
export interface ApiErrorBody {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
  readonly retryAfter?: number
  readonly balance?: number
}
