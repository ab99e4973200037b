import type { Credentials } from '../provider.ts'

/** The host and port that a call goes to, for messages. */
export function hostOf({ baseUrl }: Credentials, defaultBaseUrl: string): string {
  const address = baseUrl ?? defaultBaseUrl
  return URL.canParse(address) ? new URL(address).host : 'The address in Settings'
}
