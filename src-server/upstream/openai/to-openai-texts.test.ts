import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chatRequestSchema, type ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { testCall } from '../test-call.ts'
import { toOpenAiRequest } from './to-openai-request.ts'

/** What arrives, as the other side parses it. */
function sent(body: ChatRequest, isStreaming = false): Record<string, unknown> {
  return JSON.parse(JSON.stringify(toOpenAiRequest(testCall(body), isStreaming))) as Record<string, unknown>
}
const ephemeral = { type: 'ephemeral' }

const mark = fc.option(fc.constantFrom(ephemeral, { ...ephemeral, ttl: '1h' }), { nil: undefined })
const text = fc.string({ unit: 'binary' })
const part = fc.record(
  { type: fc.constant('text' as const), text, cache_control: mark, note: fc.jsonValue() },
  { requiredKeys: ['type', 'text'] },
)
const message = fc.record(
  {
    role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
    content: fc.oneof(text, fc.array(part)),
    cache_control: mark,
    name: text,
  },
  { requiredKeys: ['role', 'content'] },
)

test('whatever is marked, no text changes by a byte, none moves, and the caller’s body stays as it was', () => {
  const textsOf = (messages: readonly { content?: unknown }[]): unknown =>
    messages.map(({ content }) =>
      typeof content === 'string' ? [content] : (content as { text: string }[]).map((each) => each.text),
    )
  fc.assert(
    fc.property(
      fc.constantFrom('gpt-6-luna', 'gpt-5.5'),
      fc.array(message, { minLength: 1, maxLength: 6 }),
      fc.dictionary(
        fc.string({ minLength: 1 }).map((name) => `x_${name}`),
        fc.jsonValue(),
      ),
      (model, messages, unknown) => {
        const body = chatRequestSchema.parse({ model, messages, ...unknown })
        const before = JSON.stringify(body)
        const request = sent(body)
        expect(JSON.stringify(body)).toBe(before)
        expect(textsOf(request.messages as { content: unknown }[])).toEqual(textsOf(messages))
        expect(JSON.stringify(request)).not.toContain('"cache_control"')
        for (const [name, value] of Object.entries(unknown))
          expect(request[name]).toEqual(JSON.parse(JSON.stringify(value)))
      },
    ),
  )
})
