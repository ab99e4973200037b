import type { FinishReason } from '../../../src-shared/dedicated-api/chat-answer.ts'

/** Why Gemini declined, in words for a person. Source: SDK types `FinishReason` and `BlockedReason`. */
const refusals: Readonly<Record<string, string>> = {
  SAFETY: 'Gemini stopped because its safety filters object to the prompt or the answer.',
  RECITATION: 'Gemini stopped because the answer came too close to a published text.',
  PROHIBITED_CONTENT: 'Gemini stopped because the prompt or the answer may contain prohibited content.',
  BLOCKLIST: 'Gemini stopped because of a term on its blocklist.',
  SPII: 'Gemini stopped because the answer may contain sensitive personal data.',
  LANGUAGE: 'Gemini stopped because it does not support the language.',
  IMAGE_SAFETY: 'Gemini stopped because its safety filters object to an image.',
  IMAGE_PROHIBITED_CONTENT: 'Gemini stopped because an image may contain prohibited content.',
  IMAGE_RECITATION: 'Gemini stopped because an image came too close to a published one.',
  MODEL_ARMOR: 'Gemini’s Model Armor blocked the prompt.',
  JAILBREAK: 'Gemini took the prompt for an attempt to get around its rules.',
}

/** Gemini's reason (a list that grows) as OpenAI's. What has no counterpart, such as a malformed call of a tool, is `stop`. */
export function mapFinishReason(reason: string, hasToolCalls: boolean): FinishReason {
  switch (reason) {
    case 'MAX_TOKENS':
    case 'CONTINUATION':
      return 'length'
    default:
      if (Object.hasOwn(refusals, reason)) return 'content_filter'
      return hasToolCalls ? 'tool_calls' : 'stop'
  }
}

/** What a refusal means; undefined for a reason that is none. */
export function explainRefusal(reason: string): string | undefined {
  return Object.hasOwn(refusals, reason) ? refusals[reason] : undefined
}

/** The same for a prompt that was blocked, whatever the reason; in the vendor's own words where it sent some. */
export function explainBlock(reason: string, said: string | null | undefined): string {
  const sentence = said?.trim() ?? ''
  return sentence === ''
    ? (explainRefusal(reason) ?? 'Gemini declined to answer this prompt.')
    : `Gemini declined: ${sentence}`
}
