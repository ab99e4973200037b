import { z } from 'zod'

const part = z.object({
  text: z.string().nullish(),
  thought: z.boolean().nullish(),
  thoughtSignature: z.string().nullish(),
  functionCall: z
    .object({ id: z.string().nullish(), name: z.string(), args: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
})

const candidate = z.object({
  index: z.number().int().nonnegative().nullish(),
  content: z.object({ parts: z.array(part).nullish() }).nullish(),
  finishReason: z.string().nullish(),
  finishMessage: z.string().nullish(),
})

/**
 * The parts of an answer, or of a piece of one, that are read. Source: SDK type `GenerateContentResponse`.
 */
export const geminiResponseSchema = z.object({
  responseId: z.string().nullish(),
  modelVersion: z.string().nullish(),
  candidates: z.array(candidate).nullish(),
  promptFeedback: z
    .object({ blockReason: z.string().nullish(), blockReasonMessage: z.string().nullish() })
    .nullish(),
  usageMetadata: z.unknown().optional(),
})

export type GeminiResponse = z.infer<typeof geminiResponseSchema>
export type GeminiCandidate = z.infer<typeof candidate>

/** The text of a candidate, or its thoughts, which are no answer. */
export function geminiText({ content }: GeminiCandidate, kind: 'answer' | 'thoughts' = 'answer'): string {
  const parts = content?.parts ?? []
  return parts
    .map(({ text, thought }) => ((thought === true) === (kind === 'thoughts') ? (text ?? '') : ''))
    .join('')
}
