import { expect, test, vi } from 'vitest'
import { openUpstreams } from './open-upstreams.ts'
import { upstreamIds } from './upstream.ts'

const access = {
  anthropic: { apiKey: 'lab-a', baseUrl: undefined },
  openai: { apiKey: 'lab-o' },
  gemini: { apiKey: 'lab-g', baseUrl: 'http://127.0.0.1:9' },
}

test('every vendor opens once, whoever asks at the same time, and sends nothing for it', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>()
  const upstreams = openUpstreams(access, { fetch, timeoutMs: 1000 })
  for (const id of upstreamIds) {
    const [one, other] = await Promise.all([upstreams.get(id), upstreams.get(id)])
    expect(one.id).toBe(id)
    expect(other).toBe(one)
  }
  expect(fetch).not.toHaveBeenCalled()
})

test('a vendor without a key is not opened', async () => {
  await expect(
    openUpstreams({ openai: access.openai }, { fetch, timeoutMs: 1000 }).get('gemini'),
  ).rejects.toThrow('no key for gemini')
})

test('no SDK reads its environment: another key or address there is not used', async () => {
  vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1')
  vi.stubEnv('OPENAI_ORG_ID', 'org')
  vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'http://127.0.0.1:1')
  vi.stubEnv('GOOGLE_API_KEY', 'other')
  const asked: { url: string; headers: string[] }[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    asked.push({
      url: input instanceof Request ? input.url : input.toString(),
      headers: [...new Headers(init?.headers)].map((pair) => pair.join(': ')),
    })
    return Promise.reject(new TypeError('offline'))
  }
  const { testCall } = await import('./test-call.ts')
  const upstreams = openUpstreams(
    { openai: { apiKey: 'sk-own' }, gemini: { apiKey: 'own' } },
    { fetch, timeoutMs: 1000 },
  )
  const messages = [{ role: 'user' as const, content: 'Hi' }]
  const never = new AbortController().signal
  await expect(
    (await upstreams.get('openai')).complete(testCall({ model: 'gpt-6-luna', messages }), never),
  ).rejects.toMatchObject({ status: 502 })
  await expect(
    (await upstreams.get('gemini')).complete(testCall({ model: 'gemini-3.8-flash', messages }), never),
  ).rejects.toMatchObject({ status: 502 })
  vi.unstubAllEnvs()
  expect(asked.map(({ url }) => url)).toEqual([
    'https://api.openai.com/v1/chat/completions',
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.8-flash:generateContent',
  ])
  expect(asked[0]?.headers).toContain('authorization: Bearer sk-own')
  expect(asked[1]?.headers).toContain('x-goog-api-key: own')
  expect(asked.flatMap(({ headers }) => headers).join()).not.toMatch(/org|other|stainless|goog-api-client/)
})
