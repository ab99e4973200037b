import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { hi, sent } from './__fixtures__/sent-request.ts'

test('messages become contents, system and developer messages the system instruction', () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/PNG;base64,AAECAw==' } } as const
  const { contents, config } = sent({
    messages: [
      { role: 'system', content: 'Rules' },
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Space', cache_control: { type: 'ephemeral' } },
          { type: 'text', text: '' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          image,
          { type: 'image_url', image_url: { url: 'https://example.com/a/b.jpg?c=d.x' } },
          { type: 'file', file: { file_data: 'data:application/pdf;base64,JVBERi0=', filename: 'a.pdf' } },
        ],
      },
      { role: 'user', content: 'Again' },
      { role: 'assistant', content: 'Seen' },
      { role: 'assistant', content: null, refusal: 'No more' },
      { role: 'user', content: 'Why?' },
    ],
  })
  expect(config).toEqual({ systemInstruction: { parts: [{ text: 'Rules' }, { text: 'Space' }] } })
  expect(contents).toEqual([
    {
      role: 'user',
      parts: [
        { text: 'Look' },
        { inlineData: { mimeType: 'image/png', data: 'AAECAw==' } },
        { fileData: { fileUri: 'https://example.com/a/b.jpg?c=d.x', mimeType: 'image/jpeg' } },
        { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } },
        { text: 'Again' },
      ],
    },
    { role: 'model', parts: [{ text: 'Seen' }, { text: 'No more' }] },
    { role: 'user', parts: [{ text: 'Why?' }] },
  ])
  expect(sent({ messages: [{ role: 'system', content: 'Only rules' }] })).toEqual({
    contents: [{ role: 'user', parts: [{ text: 'Only rules' }] }],
    config: {},
  })
})

const calls: ChatRequest['messages'] = [
  hi,
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      {
        id: 'a',
        type: 'function',
        function: { name: 'f', arguments: '{"x": [1]}' },
        extra_content: { google: { thought_signature: 'c2ln' } },
      },
      { id: 'b', type: 'function', function: { name: 'g', arguments: '' } },
    ],
  },
  { role: 'tool', tool_call_id: 'b', content: '{"kept": "as text"}' },
  {
    role: 'tool',
    tool_call_id: 'a',
    content: [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ],
  },
  { role: 'user', content: 'And now?' },
]

test('calls of tools and their results go under the name that was called, those at once in one turn', () => {
  expect(sent({ messages: calls }).contents).toEqual([
    { role: 'user', parts: [{ text: 'Hi' }] },
    {
      role: 'model',
      parts: [
        { functionCall: { id: 'a', name: 'f', args: { x: [1] } }, thoughtSignature: 'c2ln' },
        { functionCall: { id: 'b', name: 'g', args: {} } },
      ],
    },
    {
      role: 'user',
      parts: [
        { functionResponse: { id: 'b', name: 'g', response: { output: '{"kept": "as text"}' } } },
        { functionResponse: { id: 'a', name: 'f', response: { output: ['one', 'two'] } } },
      ],
    },
    { role: 'user', parts: [{ text: 'And now?' }] },
  ])
})

test('a call whose signature the client lost gets Google’s stand-in, from Gemini 3 on', () => {
  const signatures = (model: string): unknown => {
    const messages: ChatRequest['messages'] = [
      hi,
      {
        role: 'assistant',
        content: null,
        tool_calls: ['a', 'b'].map((id) => ({
          id,
          type: 'function',
          function: { name: 'f', arguments: '{}' },
        })),
      },
    ]
    const [, turn] = sent({ model, messages }).contents as { parts: { thoughtSignature?: string }[] }[]
    return turn?.parts.map(({ thoughtSignature }) => thoughtSignature)
  }
  expect(signatures('gemini-3.8-flash')).toEqual(['skip_thought_signature_validator', undefined])
  expect(signatures('gemini-2.5-pro')).toEqual([undefined, undefined])
})

test('settings go under Gemini’s names', () => {
  expect(
    sent({
      temperature: 0.3,
      top_p: 0.9,
      n: 2,
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: -0.1,
      stop: 'END',
      max_tokens: 9,
      reasoning_effort: null,
    }).config,
  ).toEqual({
    temperature: 0.3,
    topP: 0.9,
    candidateCount: 2,
    seed: 7,
    presencePenalty: 0.1,
    frequencyPenalty: -0.1,
    stopSequences: ['END'],
  })
  expect(sent({ response_format: { type: 'json_object' } }).config).toEqual({
    responseMimeType: 'application/json',
  })
  expect(
    sent({
      response_format: {
        type: 'json_schema',
        json_schema: { name: 's', schema: { type: 'object', b: 1, a: 2 } },
      },
    }).config,
  ).toEqual({ responseMimeType: 'application/json', responseJsonSchema: { type: 'object', b: 1, a: 2 } })
})

test('tools and the choice among them', () => {
  const tools = [
    {
      type: 'function',
      function: { name: 'f', description: 'd', parameters: { type: 'object', z: 1, a: 2 }, strict: true },
      cache_control: { type: 'ephemeral' },
    },
    { type: 'function', function: { name: 'g' } },
  ]
  const chosen = (choice: ChatRequest['tool_choice']): unknown =>
    sent({ tools, tool_choice: choice }).config.toolConfig
  expect(sent({ tools }).config).toEqual({
    tools: [
      {
        functionDeclarations: [
          { name: 'f', description: 'd', parametersJsonSchema: { type: 'object', z: 1, a: 2 } },
          { name: 'g' },
        ],
      },
    ],
  })
  expect(chosen('auto')).toBeUndefined()
  expect(chosen('none')).toEqual({ functionCallingConfig: { mode: 'NONE' } })
  expect(chosen('required')).toEqual({ functionCallingConfig: { mode: 'ANY' } })
  expect(chosen({ type: 'function', function: { name: 'g' } })).toEqual({
    functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['g'] },
  })
  expect(
    chosen({
      type: 'allowed_tools',
      allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'f' } }] },
    }),
  ).toEqual({ functionCallingConfig: { mode: 'VALIDATED', allowedFunctionNames: ['f'] } })
  expect(sent({ tools: [], tool_choice: 'auto' }).config).toEqual({})
})

test.each([
  ['gemini-3.8-flash', 'none', { thinkingLevel: 'MINIMAL' }],
  ['gemini-3.8-flash', 'xhigh', { thinkingLevel: 'HIGH' }],
  ['gemini-4-argon', 'minimal', { thinkingLevel: 'LOW' }],
  ['gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'MEDIUM' }],
  ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
  ['gemini-2.5-pro', 'none', { thinkingBudget: 1024 }],
  ['gemini-2.5-flash', 'high', { thinkingBudget: 24_576 }],
])('%s thinks with effort %s as %j', (model, effort, expected) => {
  expect(sent({ model, reasoning_effort: effort }).config).toEqual({ thinkingConfig: expected })
})

test('Google’s own fields pass in either spelling, wherever Google’s OpenAI endpoint takes them', () => {
  const safety = [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }]
  expect(
    sent({ top_k: 40, safetySettings: safety, media_resolution: 'MEDIA_RESOLUTION_LOW' }).config,
  ).toEqual({ topK: 40, safetySettings: safety, mediaResolution: 'MEDIA_RESOLUTION_LOW' })
  expect(
    sent({
      reasoning_effort: 'low',
      extra_body: {
        google: { thinking_config: { thinking_level: 'high', include_thoughts: true }, other: 1 },
      },
    }).config,
  ).toEqual({ thinkingConfig: { thinkingLevel: 'HIGH', includeThoughts: true } })
  for (const fields of [
    { cached_content: 'cachedContents/x' },
    { cachedContent: 'cachedContents/x' },
    { google: { cached_content: 'cachedContents/x' } },
    { extra_body: { google: { cached_content: 'cachedContents/x' } } },
  ]) {
    expect(sent(fields).config).toEqual({ cachedContent: 'cachedContents/x' })
  }
})

test('no text changes by a byte, none moves, and the caller’s body stays as it was', () => {
  const text = fc.string({ unit: 'binary', minLength: 1 })
  const content = fc.oneof(
    text,
    fc.array(
      text.map((each) => ({ type: 'text' as const, text: each, cache_control: { type: 'ephemeral' } })),
      { minLength: 1 },
    ),
  )
  const message = fc.record({
    role: fc.constantFrom('system' as const, 'developer' as const, 'user' as const, 'assistant' as const),
    content,
  })
  const textsOf = (messages: readonly ChatRequest['messages'][number][]): string[] =>
    messages.flatMap((each) =>
      typeof each.content === 'string'
        ? [each.content]
        : (each.content ?? []).map((part) => String(part.text)),
    )
  const isSystem = ({ role }: ChatRequest['messages'][number]): boolean =>
    role === 'system' || role === 'developer'
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
      const before = JSON.stringify(messages)
      const { contents, config } = sent({ messages: [hi, ...messages] })
      expect(JSON.stringify(messages)).toBe(before)
      const turns = contents as { role: string; parts: { text: string }[] }[]
      const instruction = config.systemInstruction as { parts: { text: string }[] } | undefined
      expect((instruction?.parts ?? []).map((part) => part.text)).toEqual(textsOf(messages.filter(isSystem)))
      expect(turns.flatMap(({ parts }) => parts.map((part) => part.text))).toEqual([
        'Hi',
        ...textsOf(messages.filter((each) => !isSystem(each))),
      ])
      expect(turns.every(({ role }, index) => role !== turns[index + 1]?.role)).toBe(true)
    }),
    { numRuns: 50 },
  )
})
