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
})

/** The parts of an answer, or of a piece of one, that are read. Source: SDK type `GenerateContentResponse`. */
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

/** What is known from the request. */
export interface AnswerContext {
  readonly requestId: string
  readonly model: string
  readonly readsExplicitCache: boolean
  readonly ignored: readonly string[]
}
