import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { watchRefusals } from './watch-refusals.ts'

const said = { error: { message: 'No.', type: 'x', param: null, code: 'x' } }

/** Asks a server that answers like this, or that breaks off. */
async function ask(status: number | 'cut', body: object = said) {
  const server = createServer((_request, response) =>
    status === 'cut' ? response.destroy() : response.writeHead(status).end(JSON.stringify(body)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const watched = watchRefusals(fetch)
  const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
  await watched.fetch(url).catch(() => undefined)
  await new Promise((resolve) => server.close(resolve))
  return { watched, url }
}

const chargeOf = async (...answer: Parameters<typeof ask>) => (await ask(...answer)).watched.charge()

test.each([400, 401, 402, 403, 404, 413, 429])('a %i of the gateway costs nothing', async (status) => {
  expect(await chargeOf(status)).toEqual({ charged: 0, balance: undefined })
})

test('a 402 tells what is left', async () => {
  expect(await chargeOf(402, { ...said, balance: 7 })).toEqual({ charged: 0, balance: 7 })
})

test.each([[200], [500], [502], [504], ['cut']] as const)(
  'after %s the cost is not known',
  async (status) => {
    expect(await chargeOf(status)).toBeUndefined()
  },
)

test('another server’s refusal tells nothing of credits', async () => {
  expect(await chargeOf(403, { blocked: true })).toBeUndefined()
})

test('what never got there costs nothing, and so does what was not sent', async () => {
  expect(watchRefusals(fetch).charge()).toMatchObject({ charged: 0 })
  const { watched, url } = await ask('cut')
  await watched.fetch(url).catch(() => undefined)
  expect(watched.charge(), 'nobody listens there any more').toMatchObject({ charged: 0 })
})

test('Chromium’s words for a refused connection are known, those for a broken one are unknown cost', async () => {
  const throwing = (message: string) => watchRefusals(() => Promise.reject(new Error(message)))
  for (const [message, charged] of [
    ['net::ERR_CONNECTION_REFUSED', 0],
    ['net::ERR_CONNECTION_RESET', undefined],
  ] as const) {
    const watched = throwing(message)
    await watched.fetch('https://rephlo.example').catch(() => undefined)
    expect(watched.charge()?.charged, message).toBe(charged)
  }
})
