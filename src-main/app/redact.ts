/** Shapes of the vendors' keys and of authorization headers. */
const secrets = /\b(sk|key|lab|rk|pk)-[\w-]{6,}|\bAIza[\w-]{10,}|\bBearer\s+[\w.~+/-]{8,}=*|("?(?:x-api-key|authorization)"?\s*[:=]\s*)"?[^\s",}]+/gi

/** Replaces anything that looks like a key. The last line of defence: keys are not meant to reach a message at all. */
export function redact(text: string): string {
  return text.replaceAll(secrets, (_match: string, _prefix: string | undefined, label: string | undefined) => `${label ?? ''}[redacted]`)
}
