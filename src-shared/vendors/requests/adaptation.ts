/** How a request is changed for a server that refuses a part of it. */
export type Adaptation =
  | { readonly kind: 'without'; readonly field: string }
  | { readonly kind: 'renamed'; readonly field: string; readonly to: string }
  /** The longest answer that the server lets one ask for, in tokens. */
  | { readonly kind: 'limited'; readonly field: string; readonly tokens: number }
  /**
   * Messages of this role are given another: `developer` becomes `system`, `system` goes into the first
   * question.
   */
  | { readonly kind: 'without_role'; readonly field: 'developer' | 'system' }

/** A request body as JSON. */
export type RequestBody = Readonly<Record<string, unknown>>

/** The names that the limit of an answer has on the wires. */
export const limitFields = ['max_tokens', 'max_completion_tokens', 'max_output_tokens'] as const

/** Fields that stand on blocks of the prompt rather than at the top. */
export const blockFields = ['cache_control', 'prompt_cache_breakpoint'] as const

/** What was changed, for the log. */
export function describeAdaptation(adaptation: Adaptation): string {
  switch (adaptation.kind) {
    case 'without':
      return `without ${adaptation.field}`
    case 'renamed':
      return `with ${adaptation.to} in place of ${adaptation.field}`
    case 'limited':
      return `with ${adaptation.field} ${adaptation.tokens}`
    case 'without_role':
      return `without the role “${adaptation.field}”`
  }
}
