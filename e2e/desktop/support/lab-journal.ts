import { z } from 'zod'
import type { Journal } from '../../provider-lab/journal.ts'

const textBlockSchema = z.looseObject({ type: z.literal('text'), text: z.string() })

/** The body of a request to Anthropic, as far as the tests look into it. */
export const messageBodySchema = z.looseObject({
  model: z.string(),
  system: z.array(textBlockSchema),
  messages: z.array(z.looseObject({ role: z.string(), content: z.array(textBlockSchema) })),
})

/** The dynamic segment of the last run. */
export function lastUserText(journal: Journal): string {
  const { messages } = messageBodySchema.parse(journal.entries.at(-1)?.body)
  return messages.flatMap(({ content }) => content.map(({ text }) => text)).join('')
}
