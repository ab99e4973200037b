import { describe, expect, test, vi } from 'vitest'
import { readStream } from '../../e2e/server/support/chat-client.ts'
import { readJson } from '../../e2e/server/support/open-test-gateway.ts'
import type { Credits } from '../../src-shared/dedicated-api/account.ts'
import type { UsageEntry, UsagePage } from '../../src-shared/dedicated-api/usage-summary.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'
import { openEndlessVendor, type EndlessVendor } from './__fixtures__/endless-vendor.ts'
import {
  beginStream,
  signUp,
  startGatewayProcess,
  type GatewayProcess,
} from './__fixtures__/gateway-process.ts'

const patience = { timeout: 120_000, interval: 50 }

interface Account {
  readonly token: string
}

async function get<Answer>({ url }: GatewayProcess, { token }: Account, path: string): Promise<Answer> {
  return await readJson<Answer>(
    await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
  )
}

const moneyOf = async (gateway: GatewayProcess, account: Account) =>
  await get<Credits>(gateway, account, '/v1/credits')
const historyOf = async (gateway: GatewayProcess, account: Account): Promise<UsageEntry[]> =>
  (await get<UsagePage>(gateway, account, '/v1/usage')).data

async function untilHeld(gateway: GatewayProcess, account: Account, held: number): Promise<void> {
  await vi.waitFor(async () => expect((await moneyOf(gateway, account)).held).toBe(held), patience)
}

/** A call for a whole answer, in flight until its process dies. */
function beginWhole({ url }: GatewayProcess, { token }: Account): Promise<unknown> {
  const body = JSON.stringify({
    model: 'gpt-6-sol',
    max_tokens: 200,
    messages: [{ role: 'user', content: 'Tell all.' }],
  })
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  }).catch((error: unknown) => error)
}

async function whenOpen(vendor: EndlessVendor, count: number): Promise<void> {
  await vi.waitFor(() => expect(vendor.open()).toBe(count), patience)
}

describe.concurrent.each(testModes)('%s', (mode) => {
  test('a gateway that was killed in mid-stream and starts again gives all back at once, and its keys are free', async () => {
    await using place = await openTestPlace(mode)
    await using vendor = await openEndlessVendor()
    await using killed = await startGatewayProcess({ place, vendorUrl: vendor.url })
    const account = await signUp(place, killed.url)
    const key = { 'idempotency-key': 'one-call' }
    await Promise.all([
      beginStream(killed.url, account.token, key),
      beginStream(killed.url, account.token),
      beginStream(killed.url, account.token),
    ])
    const whole = beginWhole(killed, account)
    await whenOpen(vendor, 4)
    const before = await moneyOf(killed, account)
    expect(before.held).toBeGreaterThanOrEqual(4)
    expect(before.balance + before.held).toBe(1_000)
    killed.signal('SIGKILL')
    await Promise.all([killed.ended, whole, whenOpen(vendor, 0)])

    await using restarted = await startGatewayProcess({ place, vendorUrl: vendor.url })
    await untilHeld(restarted, account, 0)
    expect(await moneyOf(restarted, account)).toMatchObject({ balance: 1_000, held: 0 })
    const lost = await historyOf(restarted, account)
    expect(
      lost
        .map(({ status, credits, streamed }) => ({ status, credits, streamed }))
        .sort((one, other) => Number(one.streamed) - Number(other.streamed)),
    ).toEqual([false, true, true, true].map((streamed) => ({ status: 'lost', credits: 0, streamed })))
    expect(restarted.log()).toContain('"freed":4')

    vendor.finish()
    const again = await beginStream(restarted.url, account.token, key)
    expect(await readStream(new Response(await again.text))).toMatchObject({
      isDone: true,
      metadata: { cached: false, credits: { charged: 1, balance: 999 } },
    })
    expect(vendor.asked).toHaveLength(5)
    const repeated = await beginStream(restarted.url, account.token, key)
    expect(repeated.response.headers.get('idempotent-replayed')).toBe('true')
    expect(vendor.asked).toHaveLength(5)
  })
})

test.concurrent(
  'an instance that stays alive frees what a killed one held, within its sweep, and nothing of its own',
  async () => {
    await using place = await openTestPlace('shared')
    await using vendor = await openEndlessVendor()
    const start = async () => await startGatewayProcess({ place, vendorUrl: vendor.url })
    const [first, second] = await Promise.all([start(), start()])
    await using killed = first
    await using alive = second
    const account = await signUp(place, alive.url)
    const [own, other] = await Promise.all(
      [alive, alive, killed, killed].map(async ({ url }) => await beginStream(url, account.token)),
    )
    await whenOpen(vendor, 4)
    const { held } = await moneyOf(alive, account)
    killed.signal('SIGKILL')
    await killed.ended
    await untilHeld(alive, account, held / 2)
    expect((await historyOf(alive, account)).map(({ status }) => status)).toEqual(['lost', 'lost'])
    expect(await moneyOf(alive, account)).toMatchObject({ balance: 1_000 - held / 2 })
    await Promise.all([own?.more(), other?.more()])
    vendor.finish()
    for (const stream of [own, other])
      expect(await readStream(new Response(await stream?.text))).toMatchObject({
        isDone: true,
        metadata: { credits: { charged: 1 } },
      })
    expect(await moneyOf(alive, account)).toMatchObject({ balance: 998, held: 0 })
    expect((await historyOf(alive, account)).map(({ status }) => status).sort()).toEqual([
      'finished',
      'finished',
      'lost',
      'lost',
    ])
  },
)
