/** Shapes of authorization headers, of the vendors' keys, and of the gateway's tokens. */
const secrets = new RegExp(
  [
    /("?(?:x-api-key|authorization)"?\s*[:=]\s*)"?(?:(?:Bearer|Basic)\s+)?[^\s",}]+/,
    /\bBearer\s+[\w.~+/-]{8,}=*/,
    /\b(?:sk|key|lab|rk|pk)-[\w-]{6,}/,
    /\bAIza[\w-]{10,}/,
    /\brephlo_[\w-]{8,}/,
    /\b[\da-f-]{36}\.\d{1,10}\.[\w-]{43}/,
    /\beyJ[\w-]+\.[\w-]+\.[\w-]+/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gi',
)

/**
 * Replaces anything that looks like a key. The last line of defence: keys are not meant to reach a message at
 * all.
 */
export function redact(text: string): string {
  return text.replaceAll(secrets, (_match: string, label: string | undefined) => `${label ?? ''}[redacted]`)
}
