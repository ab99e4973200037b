/** Why Gemini declined, in words for a person. Source: SDK types `FinishReason` and `BlockedReason`. */
const refusals: Readonly<Record<string, string>> = {
  SAFETY: 'Gemini stopped because its safety filters object to the text or the answer.',
  RECITATION: 'Gemini stopped because the answer came too close to a published text.',
  PROHIBITED_CONTENT: 'Gemini stopped because the text or the answer may contain prohibited content.',
  BLOCKLIST: 'Gemini stopped because of a term on its blocklist.',
  SPII: 'Gemini stopped because the answer may contain sensitive personal data.',
  LANGUAGE: 'Gemini stopped because it does not support the language.',
  MODEL_ARMOR: 'Gemini’s Model Armor blocked the text.',
  JAILBREAK: 'Gemini took the text for an attempt to get around its rules.',
}

const advice = 'Change the text or the Command and try again.'

/** Turns Gemini's finish reason (which grows) into the product's four. */
export function mapFinishReason(reason: string): 'end' | 'length' | 'refusal' | 'other' {
  switch (reason) {
    case 'STOP':
      return 'end'
    case 'MAX_TOKENS':
    case 'CONTINUATION':
      return 'length'
    default:
      return reason in refusals ? 'refusal' : 'other'
  }
}

/** What a refusal means and what to do; the vendor's own sentence where it sent one. */
export function explainRefusal(reason: string, said: string | null | undefined): string {
  const sentence = said?.trim() ?? ''
  if (sentence !== '')
    return `Gemini declined: ${/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`} ${advice}`
  return `${refusals[reason] ?? 'Gemini declined to answer this.'} ${advice}`
}
