import { afterEach, expect, test } from 'vitest'
import { Keychain } from '../secrets/keychain.ts'
import { keychainAccountOf, TokenStore } from './token-store.ts'

const folder = '/tmp/rephlo-token-store-test'
const session = {
  server: 'https://rephlo.example',
  accessToken: 'access',
  expiresAt: 5,
  refreshToken: 'refresh',
  email: 'a@example.com',
  tier: 'pro',
}

afterEach(async () => {
  await new Keychain().delete(keychainAccountOf(folder))
})

test('a session is kept in the real system keychain, found by another process, and removed for good', async () => {
  const store = new TokenStore(new Keychain(), folder)
  expect(await store.read()).toBeUndefined()
  await store.write(session)
  expect(store.isInMemory).toBe(false)
  const other = new TokenStore(new Keychain(), folder)
  expect(await other.read()).toEqual(session)
  expect(other.isInMemory).toBe(false)
  await other.clear()
  expect(await store.read()).toBeUndefined()
})

test('every profile has a login of its own, by whatever way its folder is named', async () => {
  await new TokenStore(new Keychain(), folder).write(session)
  expect(await new TokenStore(new Keychain(), `${folder}/../rephlo-token-store-test/`).read()).toEqual(
    session,
  )
  expect(await new TokenStore(new Keychain(), `${folder}-2`).read()).toBeUndefined()
})

test('an entry that cannot be read is no login, not a crash', async () => {
  const keychain = new Keychain()
  for (const entry of ['not json', '{}', '{"server":"https://rephlo.example"}']) {
    await keychain.set(keychainAccountOf(folder), entry)
    expect(await new TokenStore(keychain, folder).read()).toBeUndefined()
  }
})

test('without a keychain nothing is written anywhere, and the session is there until the end', async () => {
  const store = new TokenStore(new Keychain(() => Promise.reject(new Error('no secret service'))), folder)
  await store.write(session)
  expect([await store.read(), store.isInMemory]).toEqual([session, true])
  await store.clear()
  await expect(store.read()).rejects.toMatchObject({ code: 'keychain_unavailable' })
})
