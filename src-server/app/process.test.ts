import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { readJson } from '../../e2e/server/support/open-test-gateway.ts'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { startTestRedis } from '../auth/start-test-redis.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'
import { placeFlags, runGateway, startGatewayProcess } from './__fixtures__/gateway-process.ts'
import { servingOptions } from './serving-options.ts'

const nowhere = 'http://127.0.0.1:1'
const password = 'correct horse battery'
const logLineSchema = z.looseObject({
  level: z.enum(['info', 'warn', 'error']),
  time: z.iso.datetime(),
  msg: z.string().min(1),
})
const person = ['--email', 'ada@example.com', '--password', password]

async function logIn(url: string, email = 'ada@example.com'): Promise<TokenPair> {
  return await readJson(
    await fetch(`${url}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    }),
  )
}

function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}

test('prints one JSON line when it listens, logs JSON lines to standard error, keeps its key to itself, and ends with 0', async () => {
  await using place = await openTestPlace('embedded')
  await using lab = await createProviderLab()
  await using gateway = await startGatewayProcess({ place, vendorUrl: lab.url })
  expect(gateway.facts).toEqual({
    listening: true,
    url: gateway.url,
    host: '127.0.0.1',
    port: Number(new URL(gateway.url).port),
    pid: gateway.pid,
    database: 'sqlite',
    redis: false,
    vendors: ['anthropic', 'openai'],
  })
  // Beside the running server, on its database.
  const created = await runGateway(
    ['create-user', '--email', 'Ada@Example.com', '--admin', '--credits', '7', ...placeFlags(place)],
    { input: `${password}\nnot this line` },
  )
  expect(created).toMatchObject({ code: 0, complaints: '' })
  expect(linesOf(created.output)).toMatchObject([
    { email: 'ada@example.com', role: 'admin', tier: 'standard', balance: 7 },
  ])
  const { access_token: token } = await logIn(gateway.url)
  const call = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'claude-haiku-5-5',
      max_tokens: 50,
      messages: [{ role: 'user', content: 'A secret question' }],
    }),
  })
  expect(await readJson(call)).toMatchObject({ metadata: { credits: { balance: 6 } } })
  gateway.signal('SIGTERM')
  const { code, output, complaints } = await gateway.ended
  expect(code).toBe(0)
  expect(linesOf(output)).toHaveLength(1)
  for (const line of linesOf(complaints)) expect(logLineSchema.safeParse(line).success).toBe(true)
  expect(complaints).toContain('"msg":"stopped"')
  const keyFile = join(place.dataFolder, 'signing-key')
  const key = readFileSync(keyFile, 'utf8').trim()
  expect(readdirSync(place.dataFolder).sort()).toEqual(['gateway.sqlite', 'signing-key'])
  for (const name of readdirSync(place.dataFolder))
    expect(statSync(join(place.dataFolder, name)).mode & 0o777).toBe(0o600)
  const told = complaints + readFileSync(join(place.dataFolder, 'gateway.sqlite'), 'latin1')
  for (const secret of [
    key,
    Buffer.from(key, 'hex').toString('latin1'),
    password,
    token,
    'lab-process',
    'A secret question',
  ])
    expect(told).not.toContain(secret)
})

describe('refuses what it cannot do, and ends', () => {
  test.each([
    [['--nonsense'], '--nonsense'],
    [['--port', '99999'], '--port'],
    [['--port', ''], '--port'],
    [['--margin', '0'], '--margin'],
    [['--log-level', 'loud'], '--log-level'],
    [['start'], 'start'],
    [['--database-url', 'mysql://u:hidden@127.0.0.1/x'], 'postgres://'],
    [['--redis-url', 'http://:hidden@127.0.0.1'], 'redis://'],
    [['create-user'], '--email'],
    [['create-user', '--email'], '--email'],
    [['set-password'], '--email'],
  ])('wrong use: %j', async (args, named) => {
    const { code, output, complaints } = await runGateway(args)
    expect({ code, output }).toEqual({ code: 2, output: '' })
    expect(complaints).toMatch(/^error: /)
    expect(complaints).toContain(named)
    expect(complaints).toContain('--help')
    expect(complaints).not.toContain('hidden')
  })

  test('wrong variables', async () => {
    const { code, complaints } = await runGateway([], { environment: { JWT_SECRET: 'too-short-hidden' } })
    expect({
      code,
      isTold: complaints.includes('JWT_SECRET is too short'),
      isHidden: !complaints.includes('hidden'),
    }).toEqual({ code: 2, isTold: true, isHidden: true })
  })

  test('a port that another program has', async () => {
    await using place = await openTestPlace('embedded')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const { code, output, complaints } = await runGateway(['--port', port, '--data-dir', place.dataFolder])
    server.close()
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(complaints).toContain(
      `cannot listen on 127.0.0.1 port ${port}: another program has it. Choose another --port`,
    )
  })

  test.each(['serve', 'create-user'])('databases that do not answer: %s', async (what) => {
    await using place = await openTestPlace('embedded')
    const flags = what === 'serve' ? ['--port', '0'] : ['create-user', ...person]
    const run = async (url: readonly string[]) =>
      await runGateway([...flags, '--data-dir', place.dataFolder, ...url])
    const [postgres, redis] = await Promise.all([
      run(['--database-url', 'postgres://ada:hidden@localhost:1/rephlo']),
      run(['--redis-url', 'redis://:hidden@127.0.0.1:1']),
    ])
    expect(postgres.complaints).toMatch(
      /PostgreSQL cannot be used \(.*ECONNREFUSED.*\)\. Check --database-url and that it runs\.\n$/,
    )
    expect(redis.complaints).toMatch(
      /Redis cannot be used \(.*ECONNREFUSED.*\)\. Check --redis-url and that it runs\.\n$/,
    )
    for (const { code, output, complaints } of [postgres, redis])
      expect({
        code,
        output,
        lines: complaints.trim().split('\n').length,
        isHidden: !complaints.includes('hidden'),
      }).toEqual({ code: 1, output: '', lines: 1, isHidden: true })
  })

  test('a Redis that asks for another password', async () => {
    await using place = await openTestPlace('embedded')
    await using redis = await startTestRedis()
    await (await redis.connect()).call('CONFIG', 'SET', 'requirepass', 'right')
    const runs = await Promise.all(
      ['', ':hidden@'].map(
        async (password) =>
          await runGateway([
            '--port',
            '0',
            '--data-dir',
            place.dataFolder,
            '--redis-url',
            redis.url.replace('//', `//${password}`),
          ]),
      ),
    )
    for (const { code, complaints } of runs) {
      expect(code).toBe(1)
      expect(complaints).toMatch(/Redis cannot be used \(.*(NOAUTH|WRONGPASS).*\)/)
      expect(complaints).not.toContain('hidden')
    }
  })

  test('a data folder that is a file', async () => {
    await using place = await openTestPlace('embedded')
    const file = join(place.dataFolder, 'file')
    writeFileSync(file, '')
    const { code, complaints } = await runGateway(['--port', '0', '--data-dir', file])
    expect({ code, isTold: complaints.includes(`The data folder ${file} cannot be used`) }).toEqual({
      code: 1,
      isTold: true,
    })
  })
})

test('--help lists all flags and variables', async () => {
  const [serve, create] = await Promise.all([runGateway(['--help']), runGateway(['create-user', '--help'])])
  expect([serve.code, create.code, serve.complaints, create.complaints]).toEqual([0, 0, '', ''])
  const source = readFileSync(new URL('config.ts', import.meta.url), 'utf8')
  const names = [
    ...[...source.matchAll(/new Option\(\s*'(--[\w-]+)/g), ...source.matchAll(/\.env\('(\w+)'\)/g)].map(
      ([, name]) => name ?? '',
    ),
    ...servingOptions.flatMap(({ flags, variable }) => [flags.split(' ', 1)[0] ?? '', variable]),
  ]
  expect(names.length).toBeGreaterThan(30)
  const vendors = ['ANTHROPIC', 'OPENAI', 'GEMINI'].flatMap((vendor) => [
    `${vendor}_API_KEY`,
    `${vendor}_BASE_URL`,
  ])
  for (const name of [...names, ...vendors, 'JWT_SECRET', 'create-user', 'set-password'])
    expect(serve.output).toContain(name)
  for (const name of [
    '--email',
    '--password',
    '--admin',
    '--tier',
    '--credits',
    '--data-dir',
    '--database-url',
    '--redis-url',
    '--redis-prefix',
  ])
    expect(create.output).toContain(name)
})

describe('create-user', () => {
  test('refuses what cannot be, and keeps nothing of it', async () => {
    await using place = await openTestPlace('embedded')
    const run = async (args: readonly string[], input = '') =>
      await runGateway(['create-user', ...args, ...placeFlags(place)], { input })
    expect(await run(person)).toMatchObject({ code: 0 })
    const refused = await Promise.all([
      run(['--email', 'ADA@example.com ', '--password', password]),
      run(['--email', 'not an address', '--password', password]),
      run(['--email', 'b@example.com', '--password', 'short']),
      run(['--email', 'b@example.com'], 'short\n'),
      run(['--email', 'b@example.com', '--password', password, '--tier', 'gold']),
      run(['--email', 'b@example.com', '--password', password, '--credits', '1.5']),
    ])
    expect(refused.map(({ code, output, complaints }) => [code, output, complaints.trim()])).toEqual([
      [1, '', 'There is an account with this e-mail address already.'],
      [1, '', 'Enter an e-mail address.'],
      [1, '', 'Use at least 10 characters.'],
      [1, '', 'Use at least 10 characters.'],
      [1, '', 'There is no tier “gold”. Tiers: free, standard.'],
      [1, '', '--credits must be a whole number, 0 or more.'],
    ])
    expect(await run(['--email', 'b@example.com', '--password', password])).toMatchObject({ code: 0 })
  })

  test.each(testModes)('%s: two servers and create-user begin at once on an empty place', async (mode) => {
    await using place = await openTestPlace(mode)
    const start = async () => await startGatewayProcess({ place, vendorUrl: nowhere })
    const [first, second, created] = await Promise.all([
      start(),
      start(),
      runGateway(['create-user', ...person, '--credits', '5', ...placeFlags(place)]),
    ])
    await using one = first
    await using other = second
    expect(created).toMatchObject({ code: 0, complaints: '' })
    // With the same key: each takes what the other signed.
    const { access_token: token } = await logIn(one.url)
    const answer = await fetch(`${other.url}/v1/credits`, { headers: { authorization: `Bearer ${token}` } })
    expect(await readJson(answer)).toMatchObject({ balance: 5 })
    expect(readdirSync(place.dataFolder).filter((name) => !name.startsWith('gateway.sqlite'))).toEqual([
      'signing-key',
    ])
  })
})
