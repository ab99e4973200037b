import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { defaultSettings, SettingsStore } from './settings-store.ts'

let storage: TestStorage

beforeEach(() => {
  storage = openTestStorage()
})

afterEach(() => storage.remove())

test('a new profile starts with the practice provider and works without a key', () => {
  expect(new SettingsStore(storage.storage).get()).toEqual(defaultSettings)
  expect(defaultSettings.provider).toBe('practice')
})

test('changes survive a restart', () => {
  new SettingsStore(storage.storage).update({ theme: 'dark', models: { anthropic: 'claude-opus-5-5' } })
  expect(new SettingsStore(storage.storage).get()).toMatchObject({
    theme: 'dark',
    models: { anthropic: 'claude-opus-5-5' },
    hotkey: defaultSettings.hotkey,
  })
})

test('a value that does not fit is refused and changes nothing', () => {
  const settings = new SettingsStore(storage.storage)
  expect(() => settings.update({ confirmAboveTokens: -1 })).toThrow(
    expect.objectContaining({ code: 'bad_input' }),
  )
  expect(settings.get()).toEqual(defaultSettings)
})

test('a damaged row falls back to its default and leaves the others alone', () => {
  const settings = new SettingsStore(storage.storage)
  settings.update({ theme: 'dark', translateTo: 'German' })
  storage.storage.run("UPDATE settings SET value = '{not json' WHERE key = 'theme'")
  expect(new SettingsStore(storage.storage).get()).toMatchObject({ theme: 'system', translateTo: 'German' })
})
