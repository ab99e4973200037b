import { randomUUID } from 'node:crypto'
import { generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { expect, test } from 'vitest'
import { createAuth } from './create-auth.ts'
import { createAuthContext } from './create-auth-context.ts'
import { openTestAuth, testSigningKey, type TestAuth } from './open-test-auth.ts'

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function startSession(
  place: TestAuth,
): Promise<{ readonly genuine: string; readonly payload: JWTPayload }> {
  const { access_token: genuine } = await place.startSession(await place.addUser())
  const payload = JSON.parse(Buffer.from(genuine.split('.')[1] ?? '', 'base64url').toString()) as JWTPayload
  return { genuine, payload }
}

const signed = async (
  payload: JWTPayload,
  key: Uint8Array = testSigningKey,
  alg = 'HS256',
): Promise<string> => await new SignJWT(payload).setProtectedHeader({ alg }).sign(key)

test('only what this key signed with HS256 for this gateway proves anything', async () => {
  await using place = await openTestAuth('embedded')
  const { genuine, payload } = await startSession(place)
  const [header, body, signature] = genuine.split('.')
  const otherKey = new Uint8Array(32).fill(8)
  const { privateKey } = await generateKeyPair('ES256')
  const forged: Record<string, string> = {
    'no algorithm': `${encode({ alg: 'none' })}.${body}.`,
    'no algorithm, old signature': `${encode({ alg: 'none' })}.${body}.${signature}`,
    'no algorithm, in capitals': `${encode({ alg: 'NONE' })}.${body}.`,
    'another key': await signed(payload, otherKey),
    'HS512 with the same key': await signed(payload, new Uint8Array(64).fill(7), 'HS512'),
    ES256: await new SignJWT(payload).setProtectedHeader({ alg: 'ES256' }).sign(privateKey),
    'changed text, old signature': `${header}.${encode({ ...payload, role: 'admin', scope: 'admin' })}.${signature}`,
    'another audience': await signed({ ...payload, aud: 'somebody-else' }),
    'no audience': await signed({ ...payload, aud: undefined }),
    'another issuer': await signed({ ...payload, iss: 'somebody-else' }),
    'no expiry': await signed({ ...payload, exp: undefined }),
    'no session': await signed({ ...payload, sid: undefined }),
    'an unknown user': await signed({ ...payload, sub: randomUUID() }),
    'critical extension': await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', b64: false, crit: ['b64'] })
      .sign(testSigningKey)
      .catch(() => 'x.y.z'),
    truncated: genuine.slice(0, -1),
    'two dots more': `${genuine}..`,
    'white space': ` ${genuine}`,
    'a NUL': `${genuine}\0`,
    nothing: '',
    'too long': 'x'.repeat(10_000),
    'an API token that is none': `rephlo_${'A'.repeat(43)}`,
    'an API token with SQL': `rephlo_' OR '1'='1`,
  }
  // Known before, so that a remembered proof cannot vouch for a forgery.
  await place.auth.authenticate(genuine)
  for (const [name, token] of Object.entries(forged)) {
    const refusal: unknown = await place.auth.authenticate(token).catch((error: unknown) => error)
    expect(refusal, name).toMatchObject({
      status: 401,
      code: 'invalid_token',
      options: { headers: { 'WWW-Authenticate': expect.stringContaining('Bearer') as string } },
    })
    expect(String(refusal), name).not.toContain(token === '' ? genuine : token)
  }
  await expect(place.auth.authenticate(undefined)).rejects.toMatchObject({
    status: 401,
    code: 'missing_token',
  })
})

test('a token signed by this key gets no scope beyond what it says and what its role has', async () => {
  await using place = await openTestAuth('embedded')
  const { payload } = await startSession(place)
  expect((await place.auth.authenticate(await signed({ ...payload, scope: 'usage.read' }))).scopes).toEqual([
    'usage.read',
  ])
  expect(
    (await place.auth.authenticate(await signed({ ...payload, scope: 'admin root', role: 'admin' }))).scopes,
  ).toEqual([])
  await expect(
    place.auth.authenticate(await signed({ ...payload, sid: randomUUID() })),
  ).rejects.toMatchObject({ code: 'session_ended' })
})

test('an access token lives 15 minutes, also where its proof is remembered', async () => {
  await using place = await openTestAuth('embedded')
  const { genuine } = await startSession(place)
  place.clock.now = Math.floor(place.clock.now / 1000) * 1000 + 15 * 60_000 - 1
  await place.auth.authenticate(genuine)
  place.clock.now += 1
  await expect(place.auth.authenticate(genuine)).rejects.toMatchObject({ status: 401, code: 'token_expired' })
})

test('access tokens live as long as the operator says', async () => {
  await using place = await openTestAuth('embedded')
  const user = await place.addUser()
  const { accessTokens } = createAuthContext({
    storage: place.opened.storage,
    memory: undefined,
    signingKey: testSigningKey,
    now: () => place.clock.now,
    accessTokenSeconds: 2,
  })
  const token = await accessTokens.issue(user, randomUUID())
  await accessTokens.verify(token)
  place.clock.now += 2_000
  await expect(accessTokens.verify(token)).rejects.toMatchObject({ code: 'token_expired' })
})

test('a signing key that is too short is refused at start', async () => {
  await using place = await openTestAuth('embedded')
  expect(() =>
    createAuth({
      storage: place.opened.storage,
      memory: undefined,
      signingKey: new Uint8Array(16),
      now: Date.now,
    }),
  ).toThrow(/32 bytes/)
})
