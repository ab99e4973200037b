import { readFile } from 'node:fs/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { Fetch, ProviderEvent } from '../provider.ts'
import { createAnthropicProvider } from './anthropic-provider.ts'
import { call, never, recorded, run, type Sent, started } from './__fixtures__/recorded-runs.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  [
    'a changed system',
    { cache_miss_reason: { type: 'system_changed', cache_missed_input_tokens: 41 } },
    [{ type: 'diagnosis', diagnosis: { reason: 'system_changed', missedTokens: 41 } }],
  ],
  [
    'no stored request',
    { cache_miss_reason: { type: 'previous_message_not_found' } },
    [{ type: 'diagnosis', diagnosis: { reason: 'previous_message_not_found', missedTokens: undefined } }],
  ],
  [
    'a reason of tomorrow',
    { cache_miss_reason: { type: 'moon_phase', cache_missed_input_tokens: 'many' } },
    [{ type: 'diagnosis', diagnosis: { reason: 'moon_phase', missedTokens: undefined } }],
  ],
  ['no divergence', null, []],
  ['a comparison still running', { cache_miss_reason: null }, []],
  ['something else', 'none', []],
])('diagnostics in message_start: %s', async (_name, diagnostics, expected) => {
  const events = await run(recorded(started(diagnostics)))
  expect(events.filter(({ type }) => type === 'diagnosis')).toEqual(expected)
  expect(events.slice(0, 2)).toMatchObject([{ type: 'begun', responseId: 'msg_2' }, { type: 'usage' }])
})

test('diagnostics are asked for when the caller names the answer before, or that there was none', async () => {
  const sent: Sent[] = []
  for (const previousResponseId of [undefined, null, 'msg_1'])
    await run(recorded('', {}, sent), { cache: { scope: 's', previousResponseId } })
  expect(sent.map(({ body }) => (JSON.parse(String(body)) as { diagnostics?: unknown }).diagnostics)).toEqual(
    [undefined, { previous_message_id: null }, { previous_message_id: 'msg_1' }],
  )
})

test('a server that does not know diagnostics is asked again without, once and for all', async () => {
  const asked: boolean[] = []
  const cold = await readFile(new URL('__fixtures__/cold-run.sse', import.meta.url), 'utf8')
  const strict: Fetch = (_input, init) => {
    asked.push(init?.body instanceof Uint8Array && Buffer.from(init.body).includes('diagnostics'))
    if (asked.at(-1) === false)
      return Promise.resolve(new Response(cold, { headers: { 'content-type': 'text/event-stream' } }))
    return Promise.resolve(
      Response.json(
        {
          type: 'error',
          error: { type: 'invalid_request_error', message: 'diagnostics: Extra inputs are not permitted' },
        },
        { status: 400 },
      ),
    )
  }
  const provider = createAnthropicProvider({ fetch: strict })
  for (let run = 0; run < 2; run += 1) {
    const events: ProviderEvent[] = []
    for await (const event of provider.stream(
      { ...call, cache: { scope: 's', previousResponseId: null } },
      never,
    ))
      events.push(event)
    expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  }
  expect(asked).toEqual([true, false, false])
})
