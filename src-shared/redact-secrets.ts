/**
 * What keys of OpenAI, Anthropic, OpenRouter and their like (sk-…), of Google (AIza…) and
 * the gateway's tokens (rephlo_…, JWT) look like.
 */
const keyShapes = [
  /\bsk-[\w*-]{6,}/g,
  /\bAIza[\w-]{20,}/g,
  /\brephlo_[\w-]{8,}/g,
  /\b[\da-f-]{36}\.\d{1,10}\.[\w-]{43}/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
]

/** Shorter ones are no keys: taking them out would only maim words. */
const shortestKey = 8

/**
 * Takes keys out of a text that is shown or logged: the one in use
 * wherever it occurs, and whatever looks like one.
 */
export function redactSecrets(text: string, apiKey: string | undefined): string {
  const known = apiKey === undefined || apiKey.length < shortestKey ? text : text.replaceAll(apiKey, '[key]')
  return keyShapes.reduce((shown, shape) => shown.replace(shape, '[key]'), known)
}
