import { setTimeout } from 'node:timers/promises'
import Anthropic from '@anthropic-ai/sdk'
import { afterAll, expect, test } from 'vitest'
import { createAnthropicProvider } from '../../../src-main/providers/anthropic/anthropic-provider.ts'
import { createProviderLab } from '../../provider-lab/create-provider-lab.ts'
import { sameRequest, tokensOf } from './same-request.ts'
import { timeApp, timeSdk } from './time-to-first-token.ts'

const lab = await createProviderLab()
afterAll(async () => await lab.close())

test('every round asks another question about the same Space of about 40,000 tokens', () => {
  const [one, two] = [sameRequest(lab.url, 1), sameRequest(lab.url, 2)]
  expect(one.prompt.prefix).toEqual(two.prompt.prefix)
  expect(one.prompt.dynamic.text).not.toBe(two.prompt.dynamic.text)
  expect(tokensOf(one)).toBeGreaterThan(38_000)
  expect(tokensOf(one)).toBeLessThan(46_000)
})

test('a layer that is 60 ms slower than the SDK is seen as such', async () => {
  const provider = createAnthropicProvider({
    fetch: async (input, init) => await setTimeout(60).then(() => fetch(input, init)),
  })
  const client = new Anthropic({ apiKey: 'lab-first-token', baseURL: lab.url, maxRetries: 0 })
  await timeSdk(client, sameRequest(lab.url, 0))
  expect(await timeApp(provider, sameRequest(lab.url, 1))).toBeGreaterThanOrEqual(59)
})

test('a run that fails is no measurement', async () => {
  lab.scenarios.add({ kind: 'error', status: 401 })
  await expect(timeApp(createAnthropicProvider({ fetch }), sameRequest(lab.url, 1))).rejects.toThrow(
    /did not accept the key/,
  )
})
