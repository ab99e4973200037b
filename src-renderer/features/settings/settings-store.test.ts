import { expect, test } from 'vitest'
import type { CachingConfig } from '../../../src-shared/caching-config.ts'
import type { Settings } from '../../../src-shared/entities.ts'
import type { IpcOutput } from '../../../src-shared/ipc/contract.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { sampleSettings } from '../../ipc/sample-settings.ts'
import { createSettingsStore } from './settings-store.ts'

type Models = IpcOutput<'endpoints.models'>

const config: CachingConfig = {
  enabled: true,
  cache_system_message: true,
  cache_user_prefix: true,
  cache_retention: 'auto',
  cache_threshold_tokens: 0,
  auto_detect_cacheable: true,
}
const sources = {
  enabled: 'built-in',
  cache_system_message: 'built-in',
  cache_user_prefix: 'built-in',
  cache_retention: 'built-in',
  cache_threshold_tokens: 'built-in',
  auto_detect_cacheable: 'built-in',
} as const
const presets: IpcOutput<'endpoints.presets'> = [
  { profile: 'other', name: 'Another server', baseUrl: '', hint: '' },
  { profile: 'lm-studio', name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', hint: '' },
]

async function startedStore(
  saved: Partial<Settings> = {},
  models: () => Models | Promise<Models> = () => ({ models: ['qwen'] }),
) {
  let settings = { ...sampleSettings, ...saved }
  let hits = 0
  const fake = createFakeClient({
    'settings.get': () => settings,
    'settings.update': (change) => (settings = { ...settings, ...change }),
    'providers.list': () => [],
    'keys.status': () => [],
    'app.info': () => ({
      version: '1',
      dataFolder: '/data',
      platform: 'linux',
      sessionType: 'x11',
      hotkey: { accelerator: 'F9', registered: true },
      notices: [],
    }),
    'endpoints.presets': () => presets,
    'endpoints.models': models,
    'answers.stats': () => ({
      hits: (hits += 1),
      misses: 0,
      savedCost: 0,
      unknownSavings: 0,
      entries: 1,
      bytes: 1,
    }),
    'caching.describe': ({ model }) => ({ config, sources, own: settings.caching[model] ?? {} }),
  })
  const store = createSettingsStore(fake.client)
  store.getState().start()
  await new Promise((resolve) => setTimeout(resolve, 0))
  return { fake, store, saved: () => settings }
}

test('a preset fills in its address; one without an address leaves what was typed', async () => {
  const { store, saved } = await startedStore({ baseUrls: { anthropic: 'https://proxy.example' } })
  await store.getState().loadPresets()
  await store.getState().choosePreset('lm-studio')
  expect(saved()).toMatchObject({
    endpointProfile: 'lm-studio',
    baseUrls: { anthropic: 'https://proxy.example', 'openai-compatible': 'http://127.0.0.1:1234/v1' },
  })
  await store.getState().choosePreset('other')
  expect(saved()).toMatchObject({
    endpointProfile: 'other',
    baseUrls: { 'openai-compatible': 'http://127.0.0.1:1234/v1' },
  })
})

test('another kind of server leaves an address that was typed, and moves one that came with a kind', async () => {
  const typed = 'http://192.168.1.20:8080/v1'
  const { store, saved } = await startedStore({ baseUrls: { 'openai-compatible': typed } })
  await store.getState().loadPresets()
  await store.getState().choosePreset('lm-studio')
  expect(saved()).toMatchObject({ endpointProfile: 'lm-studio', baseUrls: { 'openai-compatible': typed } })
})

test('an emptied address or model goes back to the default instead of being saved as nothing', async () => {
  const { store, saved } = await startedStore({
    baseUrls: { openai: 'https://proxy.example' },
    models: { openai: 'gpt-6-sol' },
  })
  await store.getState().setBaseUrl('openai', '')
  await store.getState().setModel('openai', '')
  expect(saved()).toMatchObject({ baseUrls: {}, models: {} })
  expect(saved().models).not.toHaveProperty('openai')
})

test('a server that cannot be asked says why', async () => {
  const { store } = await startedStore({}, () => {
    throw new RephloError('network', 'The server is not running.')
  })
  await store.getState().loadModels('openai-compatible')
  expect(store.getState().endpointModels['openai-compatible']).toEqual({
    models: [],
    problem: 'The server is not running.',
    loading: false,
  })
})

test('a slow list from the address before does not replace the one of the new address', async () => {
  const answers: ((models: Models) => void)[] = []
  const { store } = await startedStore({}, () => new Promise((resolve) => answers.push(resolve)))
  const slow = store.getState().loadModels('openai-compatible')
  const quick = store.getState().loadModels('openai-compatible')
  answers[1]?.({ models: ['new'] })
  await quick
  answers[0]?.({ models: ['old'] })
  await slow
  expect(store.getState().endpointModels['openai-compatible']?.models).toEqual(['new'])
})

test('an override touches its own field and model; a reset of the last one removes the entry', async () => {
  const { store, saved } = await startedStore({ caching: { default: { enabled: false } } })
  await store.getState().describeCaching('claude-haiku-5-5')
  await store.getState().overrideCaching('cache_retention', '1h')
  await store.getState().overrideCaching('cache_threshold_tokens', 2_000)
  expect(saved().caching).toEqual({
    default: { enabled: false },
    'claude-haiku-5-5': { cache_retention: '1h', cache_threshold_tokens: 2_000 },
  })
  expect(store.getState().describedCaching?.own).toEqual({
    cache_retention: '1h',
    cache_threshold_tokens: 2_000,
  })
  await store.getState().resetCaching('cache_retention')
  await store.getState().resetCaching('cache_threshold_tokens')
  expect(saved().caching).toEqual({ default: { enabled: false } })
})

test('figures of kept answers follow the runs once they are shown, and are not read before', async () => {
  const { fake, store } = await startedStore()
  fake.announce('savings.changed', undefined)
  expect(fake.inputsOf('answers.stats')).toHaveLength(0)
  await store.getState().loadAnswerStats()
  fake.announce('savings.changed', undefined)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(store.getState().answerStats?.hits).toBe(2)
})

test('a run changes the balance that is shown; who is not logged in is not asked for one', async () => {
  let balance = 499
  const fake = createFakeClient({
    'dedicated.status': () => ({
      server: 'https://rephlo.example',
      login: { email: 'a@example.com', tier: 'pro', keptIn: 'keychain' },
    }),
    'dedicated.credits': () => ({ balance, held: 0, creditsPerDollar: 100 }),
  })
  const store = createSettingsStore(fake.client)
  store.getState().start()
  fake.announce('savings.changed', undefined)
  expect(fake.inputsOf('dedicated.credits')).toEqual([])
  await store.getState().loadDedicated()
  balance = 0
  fake.announce('savings.changed', undefined)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(store.getState().dedicatedCredits?.balance).toBe(0)
})
