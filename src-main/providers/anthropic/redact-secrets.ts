const anthropicKey = /sk-ant-[\w-]+/g

/** Takes keys out of a text that is shown or logged: the one in use wherever it occurs, and whatever looks like one. */
export function redactSecrets(text: string, apiKey: string | undefined): string {
  const known = apiKey === undefined || apiKey === '' ? text : text.replaceAll(apiKey, '[key]')
  return known.replace(anthropicKey, '[key]')
}
