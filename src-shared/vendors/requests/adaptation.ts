import { z } from 'zod'

/** How a request is changed for a server that refuses a part of it. */
export const adaptationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('without'), field: z.string() }),
  z.object({ kind: z.literal('renamed'), field: z.string(), to: z.string() }),
  /** The longest answer that the server lets one ask for, in tokens. */
  z.object({ kind: z.literal('limited'), field: z.string(), tokens: z.number().int().positive() }),
  /** Messages of this role get another: `developer` becomes `system`, `system` joins the first question. */
  z.object({ kind: z.literal('without_role'), field: z.enum(['developer', 'system']) }),
])

export type Adaptation = z.infer<typeof adaptationSchema>

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
