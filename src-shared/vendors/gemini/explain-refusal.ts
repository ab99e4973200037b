/**
 * The reasons for which Gemini declines, in words for a person. Sources: SDK types `FinishReason`,
 * `BlockedReason`.
 */
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

/** The meaning of a refusal, in the vendor's own sentence where it sent one. */
export function explainGeminiRefusal(reason: string, said?: string | null): string {
  const sentence = said?.trim() ?? ''
  if (sentence !== '') return `Gemini declined: ${/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`}`
  const known = Object.hasOwn(refusals, reason) ? refusals[reason] : undefined
  return known ?? 'Gemini declined to answer this.'
}
