/** A vendor, or a kind of server, that is asked with a key of one's own. */
export interface VendorName {
  /** As it stands in sentences. */
  readonly name: string
  /** The variables that hold its key, as its own SDK names them; the first that is set counts. */
  readonly keyVariables: readonly [string, ...string[]]
  /** Its own address; absent for a kind of server that everybody runs elsewhere. */
  readonly baseUrl?: string
}

/** Those that a key is kept for. */
export const vendorNames = {
  anthropic: {
    name: 'Anthropic',
    keyVariables: ['ANTHROPIC_API_KEY'],
    baseUrl: 'https://api.anthropic.com',
  },
  openai: {
    name: 'OpenAI',
    keyVariables: ['OPENAI_API_KEY'],
    baseUrl: 'https://api.openai.com/v1',
  },
  gemini: {
    name: 'Gemini',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    baseUrl: 'https://generativelanguage.googleapis.com',
  },
  'openai-compatible': {
    name: 'OpenAI-compatible endpoint',
    keyVariables: ['OPENAI_COMPATIBLE_API_KEY'],
  },
} as const satisfies Readonly<Record<string, VendorName>>

export type VendorId = keyof typeof vendorNames

/**
 * The variable that a provider's key is best put into; undefined for a provider that no variable is read for.
 */
export function keyVariableOf(provider: string): string | undefined {
  return isVendor(provider) ? vendorNames[provider].keyVariables[0] : undefined
}

function isVendor(provider: string): provider is VendorId {
  return Object.hasOwn(vendorNames, provider)
}
