import { z } from 'zod'

const part = z.object({
  text: z.string().nullish().catch(undefined),
  thought: z.boolean().nullish().catch(undefined),
  thoughtSignature: z.string().nullish().catch(undefined),
  functionCall: z
    .object({ id: z.string().nullish(), name: z.string(), args: z.record(z.string(), z.unknown()).nullish() })
    .nullish()
    .catch(undefined),
})

const candidate = z.object({
  index: z.number().int().nonnegative().nullish().catch(undefined),
  content: z.object({ parts: z.array(part).nullish() }).nullish(),
  finishReason: z.string().nullish().catch(undefined),
  finishMessage: z.string().nullish().catch(undefined),
})

/**
 * The parts of an answer, or of a piece of one, that are read. Source: SDK type `GenerateContentResponse`.
 */
export const geminiResponseSchema = z.object({
  responseId: z.string().nullish().catch(undefined),
  modelVersion: z.string().nullish().catch(undefined),
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
