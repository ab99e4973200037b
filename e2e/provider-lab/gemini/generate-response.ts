import type { LabStreamEvent } from '../lab-protocol.ts'

/** Tokens of one request. `prompt` includes what was cached. */
export interface GeminiCounts {
  readonly prompt: number
  readonly cached: number
  readonly candidates: number
}

/** A finished answer, in parts that the stream and the single response both need. */
export interface GeminiAnswer {
  readonly responseId: string
  readonly modelVersion: string
  readonly text: string
  readonly finishReason: 'STOP' | 'MAX_TOKENS'
  readonly counts: GeminiCounts
}

/** Gemini's usage object; counts of 0 are left out, as Protocol Buffers do in JSON. Source: SDK type `GenerateContentResponseUsageMetadata`. */
export function usageMetadata({
  prompt,
  cached,
  candidates,
}: GeminiCounts): Readonly<Record<string, unknown>> {
  return {
    promptTokenCount: prompt,
    ...(candidates === 0 ? {} : { candidatesTokenCount: candidates }),
    totalTokenCount: prompt + candidates,
    ...(cached === 0 ? {} : { cachedContentTokenCount: cached, cacheTokensDetails: ofText(cached) }),
    promptTokensDetails: ofText(prompt),
  }
}

/** The answer in one piece. */
export function responseBody(answer: GeminiAnswer): unknown {
  return toResponse(answer, answer.text, answer.counts.candidates, answer.finishReason)
}

/** The same answer as the responses of a stream; each has the usage so far, the last one the reason for the end. */
export function responseChunks(
  answer: GeminiAnswer,
): { readonly body: unknown; readonly isChunk: boolean }[] {
  const pieces = toPieces(answer.text)
  const share = answer.counts.candidates / Math.max(1, pieces.length)
  const texts = pieces.map((piece, index) => ({
    body: toResponse(answer, piece, Math.floor(share * (index + 1))),
    isChunk: true,
  }))
  return [
    ...texts,
    { body: toResponse(answer, '', answer.counts.candidates, answer.finishReason), isChunk: false },
  ]
}

/** Writes one response of a stream as the vendor does. */
export function toEvent(body: unknown, isChunk = false): LabStreamEvent {
  return { text: `data: ${JSON.stringify(body)}\r\n\r\n`, isChunk }
}

function toResponse(
  { counts, modelVersion, responseId }: GeminiAnswer,
  text: string,
  candidates: number,
  finishReason?: string,
): unknown {
  const candidate = {
    content: { parts: [{ text }], role: 'model' },
    ...(finishReason === undefined ? {} : { finishReason }),
    index: 0,
  }
  return {
    candidates: [candidate],
    usageMetadata: usageMetadata({ ...counts, candidates }),
    modelVersion,
    responseId,
  }
}

function ofText(tokenCount: number): unknown {
  return [{ modality: 'TEXT', tokenCount }]
}

/** A few words each; a very long text in about a thousand pieces. */
function toPieces(text: string): string[] {
  const words = text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text])
  const size = 3 * Math.ceil(words.length / 3000)
  return Array.from({ length: Math.ceil(words.length / size) || 0 }, (_unused, index) =>
    words.slice(index * size, (index + 1) * size).join(''),
  )
}
