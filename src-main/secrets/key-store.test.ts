import { afterEach, expect, test } from 'vitest'
import { Keychain } from './keychain.ts'
import { KeyStore } from './key-store.ts'

const secret = 'sk-ant-test-0123456789abcdef'
const keychain = new Keychain()

afterEach(async () => {
  await keychain.delete('anthropic')
})

test('a key is kept in the real system keychain, found by a later start, and removed for good', async () => {
  const store = new KeyStore(keychain, {})
  expect(await store.status('anthropic')).toEqual({ provider: 'anthropic', location: 'none' })
  await store.save('anthropic', `  ${secret}\n`, false)
  const later = new KeyStore(new Keychain(), {})
  expect(await later.get('anthropic')).toBe(secret)
  expect(await later.status('anthropic')).toEqual({ provider: 'anthropic', location: 'keychain' })
  await later.delete('anthropic')
  expect(await new KeyStore(new Keychain(), {}).get('anthropic')).toBeUndefined()
})

test('a key for this session never reaches the keychain', async () => {
  const store = new KeyStore(keychain, {})
  await store.save('anthropic', secret, true)
  expect(await store.get('anthropic')).toBe(secret)
  expect(await store.status('anthropic')).toMatchObject({ location: 'session' })
  expect(await keychain.get('anthropic')).toBeUndefined()
})

test('the environment is used before the keychain and named as the place', async () => {
  const store = new KeyStore(keychain, { anthropic: 'from-environment' })
  await keychain.set('anthropic', secret)
  expect(await store.get('anthropic')).toBe('from-environment')
  expect(await store.status('anthropic')).toMatchObject({ location: 'environment' })
})

test.each([['two words here'], ['line\nbreak-in-key'], ['ключ-123'], ['   ']])(
  'what is no key (%j) is refused before it is stored',
  async (key) => {
    await expect(new KeyStore(keychain, {}).save('anthropic', key, false)).rejects.toMatchObject({
      code: 'bad_input',
    })
    expect(await keychain.get('anthropic')).toBeUndefined()
  },
)

test('without a keychain saving fails loudly, nothing is kept in plain text, and a session key still works', async () => {
  const broken = new Keychain(() => Promise.reject(new Error('no secret service')))
  const store = new KeyStore(broken, {})
  await expect(store.save('anthropic', secret, false)).rejects.toMatchObject({ code: 'keychain_unavailable' })
  await expect(store.get('gemini')).rejects.toThrow(/keychain cannot be used.*in GEMINI_API_KEY\)/)
  const status = await store.status('anthropic')
  expect(status).toMatchObject({ location: 'none' })
  expect(status.keychainProblem).toContain('session only')
  await store.save('anthropic', secret, true)
  expect(await store.get('anthropic')).toBe(secret)
  await store.delete('anthropic')
  expect(await store.status('anthropic')).toMatchObject({ location: 'none' })
})
