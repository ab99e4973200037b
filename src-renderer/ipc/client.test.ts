import { afterEach, expect, test, vi } from 'vitest'
import type { RephloBridge } from '../../src-shared/ipc/bridge.ts'
import { client } from './client.ts'

afterEach(() => vi.unstubAllGlobals())

function installBridge(answer: Awaited<ReturnType<RephloBridge['invoke']>>) {
  const listeners = new Set<(name: string, payload: unknown) => void>()
  const asked: [string, unknown][] = []
  const bridge: RephloBridge = {
    invoke: async (route, input) => {
      asked.push([route, input])
      return Promise.resolve(answer)
    },
    on: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  vi.stubGlobal('window', { rephlo: bridge })
  return { listeners, asked }
}

test('an answer is unwrapped, and input travels as it is', async () => {
  const { asked } = installBridge({ ok: true, value: { runId: 'r1' } })
  const request = { commandId: 'fix', spaceId: null, instructions: '' }
  expect(await client.invoke('assist.start', request)).toEqual({ runId: 'r1' })
  expect(asked).toEqual([['assist.start', request]])
})

test('a refusal becomes an error that keeps its code, message and whether to retry', async () => {
  installBridge({ ok: false, error: { code: 'rate_limited', message: 'Wait a minute.', retryable: true } })
  await expect(client.invoke('spaces.list')).rejects.toMatchObject({
    name: 'RephloError',
    code: 'rate_limited',
    message: 'Wait a minute.',
    retryable: true,
  })
})

test('a listener hears its own announcement alone, until it stops', () => {
  const { listeners } = installBridge({ ok: true, value: undefined })
  const heard: unknown[] = []
  const stop = client.listen('window.navigate', (payload) => heard.push(payload))
  for (const listener of listeners) {
    listener('savings.changed', undefined)
    listener('window.navigate', { section: 'savings' })
  }
  expect(heard).toEqual([{ section: 'savings' }])
  stop()
  expect(listeners.size).toBe(0)
})
