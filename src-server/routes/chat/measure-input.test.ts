import { expect, test } from 'vitest'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { measureInput } from './measure-input.ts'

const context = 1_000_000

function measure(content: unknown, more: object = {}) {
  const body = chatRequestSchema.parse({ model: 'm', messages: [{ role: 'user', content }], ...more })
  const bytes = Buffer.byteLength(JSON.stringify(body))
  return { bytes, ...measureInput(body, bytes, context) }
}

const base64 = 'A'.repeat(300_000)

test('text counts by its bytes', () => {
  const { bytes, inputBytes, holdBytes } = measure('Wörter')
  expect([inputBytes, holdBytes]).toEqual([bytes, bytes])
})

test('an image counts by what vendors charge for it, whether it comes along or is fetched', () => {
  for (const url of [`data:image/png;base64,${base64}`, 'https://example.com/photo.png']) {
    const { inputBytes, holdBytes } = measure([{ type: 'image_url', image_url: { url } }])
    expect(inputBytes).toBe(holdBytes)
    expect(inputBytes).toBeGreaterThan(8_000)
    expect(inputBytes).toBeLessThan(8_200)
  }
})

test('other data in an image’s place are no image: else a book could be had for the hold of a picture', () => {
  for (const kind of ['text/plain', 'application/pdf', 'application/octet-stream']) {
    const { bytes, holdBytes } = measure([
      { type: 'image_url', image_url: { url: `data:${kind};base64,${base64}` } },
    ])
    expect(holdBytes).toBe(bytes)
  }
})

test.each([
  ['a file by its id', [{ type: 'file', file: { file_id: 'file-1' } }], {}],
  [
    'a document at an address',
    [{ type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } }],
    {},
  ],
  [
    'a document in a tool’s result',
    [{ type: 'tool_result', content: [{ type: 'document', source: { type: 'file', file_id: 'f' } }] }],
    {},
  ],
  [
    'a PDF where an image stands',
    [{ type: 'image_url', image_url: { url: 'https://example.com/a.PDF?x=1' } }],
    {},
  ],
  ['cached content', 'Hi', { cached_content: 'cachedContents/1' }],
  [
    'cached content of Google’s extension',
    'Hi',
    { extra_body: { google: { cached_content: 'cachedContents/1' } } },
  ],
])('%s is held by all that the model can read, but estimated by what is there', (_name, content, more) => {
  const { bytes, inputBytes, holdBytes } = measure(content, more)
  expect(holdBytes).toBe(3 * context)
  expect(inputBytes).toBe(bytes)
})
