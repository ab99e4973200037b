import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { withFolderLock } from './folder-lock.ts'
import { SessionKeeper } from './session-keeper.ts'
import { TokenStore, type SecretStore } from './token-store.ts'

const server = 'https://rephlo.example'
const signal = new AbortController().signal
const loggedOut = (message = 'refused') => new RephloError('logged_out', message)

/** The rules of the gateway's sessions: a refresh token is good for once, and its second use ends the session. */
class Sessions {
  generation = 0
  refreshes = 0
  isEnded = false

  pair(): TokenPair {
    const user = {
      id: 'u',
      email: 'a@example.com',
      role: 'user',
      tier: 'pro',
      status: 'active',
      createdAt: 0,
    } as const
    return {
      access_token: `access-${this.generation}`,
      refresh_token: `refresh-${this.generation}`,
      token_type: 'Bearer',
      expires_in: 900,
      user,
    }
  }

  async refresh(token: string): Promise<TokenPair> {
    this.refreshes += 1
    await sleep(5)
    if (token !== `refresh-${this.generation}`) this.isEnded = true
    if (this.isEnded) throw loggedOut()
    this.generation += 1
    return this.pair()
  }

  use(token: string): string {
    if (this.isEnded || token !== `access-${this.generation}`) throw loggedOut()
    return token
  }
}

let sessions: Sessions
let secrets: Map<string, string>
let folder: string
let ended: number

beforeEach(() => {
  sessions = new Sessions()
  secrets = new Map()
  ended = 0
  folder = mkdtempSync(join(tmpdir(), 'rephlo-session-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process: they share the keychain and the folder, and nothing else. */
function openProcess({
  apiToken,
  now = Date.now,
  keychain = keychainOf(),
}: { apiToken?: string; now?: () => number; keychain?: SecretStore } = {}): SessionKeeper {
  return new SessionKeeper({
    tokens: new TokenStore(keychain, folder),
    refresh: (_server, token) => sessions.refresh(token),
    exclusively: (work) => withFolderLock(folder, work),
    apiToken,
    now,
    onEnded: () => (ended += 1),
  })
}

function keychainOf(): SecretStore {
  return {
    get: (account) => Promise.resolve(secrets.get(account)),
    set: (account, secret) => Promise.resolve(void secrets.set(account, secret)),
    delete: (account) => Promise.resolve(void secrets.delete(account)),
  }
}

const broken: SecretStore = {
  get: () => Promise.reject(new RephloError('keychain_unavailable', 'locked')),
  set: () => Promise.reject(new RephloError('keychain_unavailable', 'locked')),
  delete: () => Promise.reject(new RephloError('keychain_unavailable', 'locked')),
}

const use = (keeper: SessionKeeper) =>
  keeper.withToken(server, signal, (token) => Promise.resolve().then(() => sessions.use(token)))

test('a token that is refused is renewed once, and the work is repeated once', async () => {
  const keeper = openProcess()
  await keeper.begin(server, sessions.pair())
  sessions.generation = 0
  expect(await use(keeper)).toBe('access-0')
  let tries = 0
  const work = (token: string) => ((tries += 1) === 1 ? Promise.reject(loggedOut()) : Promise.resolve(token))
  expect(await keeper.withToken(server, signal, work)).toBe('access-1')
  expect([tries, sessions.refreshes]).toEqual([2, 1])
})

test('a second refusal ends the session, here and in the keychain, and says so', async () => {
  const keeper = openProcess()
  await keeper.begin(server, sessions.pair())
  await expect(keeper.withToken(server, signal, () => Promise.reject(loggedOut()))).rejects.toMatchObject({
    code: 'logged_out',
    message: 'Your session has ended. Log in again in Settings.',
  })
  expect([sessions.refreshes, ended, secrets.size]).toEqual([1, 1, 0])
  await expect(use(keeper)).rejects.toMatchObject({ code: 'logged_out' })
})

test('many calls at once in several processes renew once, and the session lives on', async () => {
  const processes = [openProcess(), openProcess(), openProcess()]
  await processes[0]?.begin(server, sessions.pair())
  sessions.generation = 0
  await Promise.all(processes.map(use))
  const expired = (token: string) =>
    token === 'access-0' ? Promise.reject(loggedOut()) : Promise.resolve(sessions.use(token))
  const tokens = await Promise.all(
    processes.flatMap((keeper) => [1, 2, 3].map(() => keeper.withToken(server, signal, expired))),
  )
  expect(new Set(tokens)).toEqual(new Set(['access-1']))
  expect([sessions.refreshes, sessions.isEnded]).toEqual([1, false])
})

test('a token that expires is renewed before it is used', async () => {
  let now = 0
  const keeper = openProcess({ now: () => now })
  await keeper.begin(server, sessions.pair())
  now = 895_000
  expect(await use(keeper)).toBe('access-1')
})

test('a network that fails costs the call, not the session', async () => {
  const keeper = openProcess()
  await keeper.begin(server, sessions.pair())
  const working = sessions.refresh.bind(sessions)
  sessions.refresh = () => Promise.reject(new RephloError('network', 'unreachable', { retryable: true }))
  const expired = (token: string) =>
    token === 'access-0' ? Promise.reject(loggedOut()) : Promise.resolve(token)
  await expect(keeper.withToken(server, signal, expired)).rejects.toMatchObject({ code: 'network' })
  sessions.refresh = working
  expect(await keeper.withToken(server, signal, expired)).toBe('access-1')
})

test('tokens go to the server that gave them alone', async () => {
  const keeper = openProcess()
  await keeper.begin(server, sessions.pair())
  let given: string | undefined
  const steal = keeper.withToken('https://other.example', signal, (token) => Promise.resolve((given = token)))
  await expect(steal).rejects.toMatchObject({
    code: 'logged_out',
    message: 'You are not logged in at other.example. Log in in Settings.',
  })
  expect(given).toBeUndefined()
})

test('without a keychain the session is in the memory of this process alone, and renewed there', async () => {
  const keeper = openProcess({ keychain: broken })
  await keeper.begin(server, sessions.pair())
  const expired = (token: string) =>
    token === 'access-0' ? Promise.reject(loggedOut()) : Promise.resolve(token)
  expect(await keeper.withToken(server, signal, expired)).toBe('access-1')
  await keeper.forget()
  await expect(use(keeper)).rejects.toMatchObject({ code: 'keychain_unavailable' })
})

test('a token from the surroundings is used as it is, never renewed, and named when it is refused', async () => {
  const keeper = openProcess({ apiToken: 'rephlo_token' })
  expect(await keeper.withToken(server, signal, (token) => Promise.resolve(token))).toBe('rephlo_token')
  const refused = keeper.withToken(server, signal, () => Promise.reject(loggedOut()))
  await expect(refused).rejects.toThrow(/REPHLO_API_TOKEN/)
  expect(sessions.refreshes).toBe(0)
})

test('an abort ends the wait at once, and the renewal goes on for the others', async () => {
  const keeper = openProcess()
  await keeper.begin(server, sessions.pair())
  const expired = (token: string) =>
    token === 'access-0' ? Promise.reject(loggedOut()) : Promise.resolve(token)
  const stop = new AbortController()
  const stopped = keeper.withToken(server, stop.signal, expired)
  const other = keeper.withToken(server, signal, expired)
  await sleep(1)
  stop.abort(new Error('stopped'))
  await expect(stopped).rejects.toThrow('stopped')
  expect(await other).toBe('access-1')
  expect(sessions.refreshes).toBe(1)
})

test('a login of somebody else meanwhile is not ended by the session before', async () => {
  const app = openProcess()
  await app.begin(server, sessions.pair())
  await use(app)
  const work = async (token: string): Promise<string> => {
    if (token !== 'access-1') throw loggedOut()
    // While the renewed token is being refused, the command line logs in anew.
    sessions.generation = 7
    await openProcess().begin(server, sessions.pair())
    throw loggedOut()
  }
  await expect(app.withToken(server, signal, work)).rejects.toMatchObject({ code: 'logged_out' })
  expect(ended).toBe(0)
  expect([...secrets.values()][0]).toContain('access-7')
})
