import { describe, expect, test } from 'vitest'
import { createAuth } from '../auth/create-auth.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'
import { placeFlags, runGateway } from './__fixtures__/gateway-process.ts'
import { createUser } from './create-user.ts'
import { openPlace } from './open-place.ts'
import { signingKey } from './signing-key.ts'

const [before, after] = ['correct horse battery', 'another long password']

describe.each(testModes)('set-password, %s', (mode) => {
  test('gives who has forgotten it a new one, and ends the sessions of the old', async () => {
    await using place = await openTestPlace(mode)
    const config = { ...place, redisPrefix: place.keyPrefix, signingSecret: undefined }
    await createUser(config, {
      email: 'ada@example.com',
      password: before,
      admin: true,
      tier: 'standard',
      credits: '0',
    })
    await using open = await openPlace(config)
    const auth = createAuth({ ...open, signingKey: signingKey(config), now: Date.now })
    const session = await auth.login({ email: 'ada@example.com', password: before }, '')

    const run = async (email: string, input: string) =>
      await runGateway(['set-password', '--email', email, ...placeFlags(place)], { input })
    const [done, unknown, blank] = [
      await run(' Ada@example.com', `${after}\nnot this line`),
      await run('bob@example.com', after),
      await run('ada@example.com', ' '.repeat(12)),
    ]
    expect(done).toMatchObject({ code: 0, complaints: '' })
    expect(JSON.parse(done.output)).toMatchObject({ email: 'ada@example.com', role: 'admin' })
    for (const { code, output } of [unknown, blank]) expect({ code, output }).toEqual({ code: 1, output: '' })
    expect(unknown.complaints).toMatch(/^There is no user with the address bob@example\.com\..*\n$/)
    expect(blank.complaints).toBe('Use more than blanks.\n')

    await expect(auth.authenticate(session.access_token)).rejects.toMatchObject({ code: 'session_ended' })
    await expect(auth.refresh(session.refresh_token)).rejects.toMatchObject({ code: 'session_ended' })
    await expect(auth.login({ email: 'ada@example.com', password: before }, '')).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
    await auth.login({ email: 'ada@example.com', password: after }, '')
  })
})
