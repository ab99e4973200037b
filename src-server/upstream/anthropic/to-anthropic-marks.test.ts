import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testCall } from './test-calls.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'

/** All marks below a value, in the order of its text. */
function marksIn(value: unknown): unknown[] {
  const marks: unknown[] = []
  JSON.stringify(value, (name, member: unknown) => {
    if (name === 'cache_control') marks.push(member)
    return member
  })
  return marks
}

test('no mark is lost, changed or moved past another, wherever a client puts it', () => {
  let number = 0
  const maybeMark = fc
    .boolean()
    .map((isMarked) =>
      isMarked ? { cache_control: { type: 'ephemeral', ttl: '1h', number: (number += 1) } } : {},
    )
  const words = fc.string()
  const text = fc.tuple(words, maybeMark).map(([content, mark]) => ({ type: 'text', text: content, ...mark }))
  const image = maybeMark.map((mark) => ({
    type: 'image_url',
    image_url: { url: 'data:image/png;base64,iVBOR' },
    ...mark,
  }))
  const parts = fc.array(fc.oneof(text, image), { minLength: 1, maxLength: 3 })
  const marked = <Role extends string>(role: Role, more: fc.Arbitrary<object>) =>
    fc.oneof(
      fc.tuple(words, maybeMark, more).map(([content, mark, rest]) => ({ role, content, ...rest, ...mark })),
      fc.tuple(parts, more).map(([content, rest]) => ({ role, content, ...rest })),
    )
  const toolCall = maybeMark.map((mark) => ({
    id: 'a',
    type: 'function',
    function: { name: 'f', arguments: '{}' },
    ...mark,
  }))
  const message = fc.oneof(
    marked('system', fc.constant({})),
    marked('developer', fc.constant({})),
    marked('user', fc.constant({})),
    fc
      .tuple(parts, fc.array(toolCall, { maxLength: 2 }))
      .map(([content, calls]) => ({ role: 'assistant', content, tool_calls: calls })),
    marked('tool', fc.constant({ tool_call_id: 'a' })),
  )
  const tool = fc.tuple(maybeMark, fc.boolean()).map(([mark, isInside]) => ({
    type: 'function',
    function: { name: 'f', ...(isInside ? mark : {}) },
    ...(isInside ? {} : mark),
  }))
  const request = fc.record({
    tools: fc.array(tool, { maxLength: 3 }),
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    top: maybeMark,
  })
  fc.assert(
    fc.property(request, fc.boolean(), ({ tools, messages, top }, isStreaming) => {
      const isSystem = ({ role }: { role: string }): boolean => role === 'system' || role === 'developer'
      const inOrder = [tools, messages.filter(isSystem), messages.filter((one) => !isSystem(one)), top]
      const { body, hasMarks } = toAnthropicRequest(testCall({ tools, messages, ...top }), isStreaming)
      expect(
        JSON.stringify([
          ...marksIn(body.tools),
          ...marksIn(body.system),
          ...marksIn(body.messages),
          ...marksIn({ cache_control: body.cache_control }).filter((mark) => mark !== undefined),
        ]),
      ).toBe(JSON.stringify(marksIn(inOrder)))
      expect(hasMarks).toBe(marksIn(inOrder).length > 0)
    }),
    { numRuns: 500 },
  )
})
