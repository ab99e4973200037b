import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'

const bundle = join(import.meta.dirname, '../../dist/server/bin/main.cjs')
const user = { email: 'ada@example.com', password: 'a long enough password' }

async function firstLine(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new TypeError('no output')
  for await (const line of createInterface({ input: server.stdout })) return line
  throw new Error('The server ended before it listened.')
}

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as Record<string, unknown>
}

// Bundlers break packages in their own ways: what people run is the bundle, not the sources.
test.each(testModes)('the built gateway serves a call: %s', async (mode) => {
  expect(existsSync(bundle), 'Build it: node scripts/bootstrap.mjs server').toBe(true)
  await using place = await openTestPlace(mode)
  await using lab = await createProviderLab()
  const where = [
    '--data-dir',
    place.dataFolder,
    ...(place.databaseUrl === undefined ? [] : ['--database-url', place.databaseUrl]),
    ...(place.redisUrl === undefined
      ? []
      : ['--redis-url', place.redisUrl, '--redis-prefix', place.keyPrefix]),
  ]
  await promisify(execFile)(process.execPath, [
    bundle,
    'create-user',
    '--email',
    user.email,
    '--password',
    user.password,
    '--credits',
    '100',
    ...where,
  ])
  const server = spawn(process.execPath, [bundle, '--port', '0', ...where], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      ANTHROPIC_API_KEY: 'lab-a',
      ANTHROPIC_BASE_URL: lab.url,
      OPENAI_API_KEY: 'lab-o',
      OPENAI_BASE_URL: `${lab.url}/v1`,
      GEMINI_API_KEY: 'lab-g',
      GEMINI_BASE_URL: lab.url,
    },
  })
  try {
    const { url } = JSON.parse(await firstLine(server)) as { url: string }
    const { access_token: token } = await post(`${url}/v1/auth/login`, user)
    for (const model of ['claude-haiku-5-5', 'gpt-6-luna', 'gemini-3.5-flash-lite']) {
      const answer = await post(
        `${url}/v1/chat/completions`,
        { model, messages: [{ role: 'user', content: 'Hello' }] },
        String(token),
      )
      expect(answer).toMatchObject({
        object: 'chat.completion',
        metadata: { cached: false, credits: { charged: 1 } },
      })
    }
    expect((await fetch(`${url}/openapi.json`)).status).toBe(200)
    expect((await fetch(`${url}/admin/`)).status).toBe(200)
  } finally {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  expect(server.exitCode).toBe(0)
})
