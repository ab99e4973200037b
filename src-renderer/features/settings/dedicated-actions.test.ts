import { expect, test } from 'vitest'
import { create } from 'zustand'
import type { DedicatedStatus } from '../../../src-shared/entities.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { createDedicatedActions, initialDedicated, type DedicatedActions } from './dedicated-actions.ts'

const login = { server: 'https://rephlo.example', email: 'a@example.com', password: 'correct horse battery' }
const loggedIn: DedicatedStatus = {
  server: login.server,
  login: { email: login.email, tier: 'pro', keptIn: 'keychain' },
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

function storeOver(handlers: Parameters<typeof createFakeClient>[0]) {
  const { client } = createFakeClient({
    'dedicated.credits': () => ({ balance: 412, held: 5, creditsPerDollar: 100 }),
    ...handlers,
  })
  return create<typeof initialDedicated & DedicatedActions>()((set) => ({
    ...initialDedicated,
    ...createDedicatedActions(client, { setState: set }),
  }))
}

test('a login shows who it is and what is left, and keeps no password in the store', async () => {
  const store = storeOver({ 'dedicated.login': () => loggedIn })
  expect(await store.getState().logIn(login)).toBe(true)
  await settled()
  expect(store.getState()).toMatchObject({
    dedicated: loggedIn,
    dedicatedCredits: { balance: 412 },
    dedicatedBusy: false,
    loginProblem: undefined,
  })
  expect(JSON.stringify(store.getState())).not.toContain(login.password)
})

test('a refused login says why and can be tried again', async () => {
  const store = storeOver({
    'dedicated.login': () => {
      throw new RephloError('permission_denied', 'The e-mail address or the password is wrong.')
    },
  })
  expect(await store.getState().logIn(login)).toBe(false)
  expect(store.getState()).toMatchObject({
    loginProblem: 'The e-mail address or the password is wrong.',
    dedicatedBusy: false,
  })
})

test('who logs out or is logged out has no balance', async () => {
  const store = storeOver({
    'dedicated.login': () => loggedIn,
    'dedicated.logout': () => ({ server: login.server }),
    'dedicated.status': () => ({ server: login.server, problem: 'Your session has ended.' }),
  })
  await store.getState().logIn(login)
  await settled()
  await store.getState().logOut()
  expect(store.getState()).toMatchObject({ dedicated: { server: login.server }, dedicatedCredits: undefined })
  await store.getState().loadDedicated()
  expect(store.getState().dedicated?.problem).toBe('Your session has ended.')
})

test('a balance that cannot be read is not known: an old one would contradict what runs were told since', async () => {
  let offline = false
  const store = storeOver({
    'dedicated.status': () => loggedIn,
    'dedicated.credits': () => {
      if (offline) throw new RephloError('network', 'The server cannot be reached.')
      return { balance: 499, held: 0, creditsPerDollar: 100 }
    },
  })
  await store.getState().loadDedicated()
  expect(store.getState().dedicatedCredits?.balance).toBe(499)
  offline = true
  await store.getState().loadCredits()
  expect(store.getState()).toMatchObject({
    dedicatedCredits: undefined,
    creditsProblem: 'The server cannot be reached.',
  })
})
