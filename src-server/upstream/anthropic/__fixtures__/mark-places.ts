export const hour = { ttl: '1h', type: 'ephemeral' }
export const five = { type: 'ephemeral' }
export const png = 'data:image/png;base64,iVBORw0KGgo='
export const tool = (name: string, more: object = {}) => ({
  type: 'function',
  function: { name, parameters: { type: 'object' } },
  ...more,
})
const weather = [
  { role: 'user', content: 'Weather?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' }, cache_control: five },
    ],
  },
]

/** Each place where a client may put a mark, and where it has to arrive, as the bytes of the request say it. */
export const places: readonly (readonly [
  where: string,
  body: Readonly<Record<string, unknown>>,
  path: string,
  mark: object,
])[] = [
  [
    'a part of the system text',
    {
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'a', cache_control: hour },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    },
    'system.0',
    hour,
  ],
  [
    'a system message',
    {
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
          cache_control: five,
        },
      ],
    },
    'system.1',
    five,
  ],
  [
    'a developer message',
    { messages: [{ role: 'developer', content: 'a', cache_control: hour }] },
    'system.0',
    hour,
  ],
  [
    'a part of a user’s text',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a', cache_control: five },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    },
    'messages.0.content.0',
    five,
  ],
  [
    'a user message',
    { messages: [{ role: 'user', content: 'a', cache_control: hour }] },
    'messages.0.content.0',
    hour,
  ],
  [
    'a part of an assistant’s text',
    { messages: [{ role: 'assistant', content: [{ type: 'text', text: 'a', cache_control: five }] }] },
    'messages.0.content.0',
    five,
  ],
  [
    'an assistant message',
    { messages: [{ role: 'assistant', content: 'a', cache_control: five }] },
    'messages.0.content.0',
    five,
  ],
  [
    'an image',
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: png }, cache_control: hour },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    },
    'messages.0.content.0',
    hour,
  ],
  ['a tool', { tools: [tool('f', { cache_control: hour }), tool('g')] }, 'tools.0', hour],
  [
    'a function inside a tool',
    { tools: [{ type: 'function', function: { name: 'f', cache_control: five } }] },
    'tools.0',
    five,
  ],
  ['a call of a tool', { messages: weather }, 'messages.1.content.0', five],
  [
    'a tool message',
    { messages: [...weather, { role: 'tool', tool_call_id: 'a', content: 'Sun.', cache_control: five }] },
    'messages.2.content.0',
    five,
  ],
  [
    'a part of a tool message',
    {
      messages: [
        ...weather,
        { role: 'tool', tool_call_id: 'a', content: [{ type: 'text', text: 'Sun.', cache_control: five }] },
      ],
    },
    'messages.2.content.0.content.0',
    five,
  ],
  ['the request itself', { cache_control: hour }, '', hour],
]
