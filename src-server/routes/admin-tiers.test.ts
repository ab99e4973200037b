import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gatewaySettingsSchema, tierListSchema, tierSchema } from '../../src-shared/dedicated-api/admin.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { openAdminApp, type TestAdminApp } from './__fixtures__/open-admin-app.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')

describe.each(testModes)('admin routes, %s', (mode) => {
  let app: TestAdminApp
  let admin: { readonly id: string; readonly email: string; readonly token: string }
  beforeAll(async () => {
    app = await openAdminApp(mode)
    app.place.clock.now = noon
    admin = await app.signIn({ role: 'admin', email: 'admin@example.com' })
  })
  afterAll(async () => await app[Symbol.asyncDispose]())
  const call = async (method: string, path: string, body?: unknown) =>
    await app.call(method, `/v1/admin/${path}`, { token: admin.token, body })

  test('tiers are made, changed and removed, unless somebody is in them', async () => {
    const tier = { id: 'team-a', name: 'Team A', models: ['claude-*'] }
    expect(tierSchema.parse((await call('POST', 'tiers', tier)).body)).toEqual({
      ...tier,
      llmPerMinute: null,
      users: 0,
    })
    expect(await call('POST', 'tiers', tier)).toMatchObject({
      status: 409,
      body: { error: { code: 'tier_exists' } },
    })
    expect(app.tiers.patternsOf('team-a')).toEqual(['claude-*'])
    expect(
      (await call('PUT', 'tiers/team-a', { name: 'A', models: ['*'], llmPerMinute: 3 })).body,
    ).toMatchObject({ name: 'A', llmPerMinute: 3 })
    expect([
      app.tiers.patternsOf('team-a'),
      app.tiers.limitOf('team-a'),
      app.tiers.limitOf('standard'),
    ]).toEqual([['*'], 3, undefined])
    await app.signIn({ tier: 'team-a' })
    expect(await call('DELETE', 'tiers/team-a')).toMatchObject({
      status: 409,
      body: { error: { code: 'tier_in_use' } },
    })
    await app.place.opened.storage.database
      .updateTable('users')
      .set({ tier: 'standard' })
      .where('tier', '=', 'team-a')
      .execute()
    expect((await call('DELETE', 'tiers/team-a')).status).toBe(204)
    expect(app.tiers.patternsOf('team-a')).toEqual([])
    for (const method of ['GET', 'DELETE'])
      expect(await call(method, 'tiers/team-a')).toMatchObject({
        status: 404,
        body: { error: { code: 'unknown_tier' } },
      })
    expect(tierListSchema.parse((await call('GET', 'tiers')).body).data.map(({ id }) => id)).toEqual([
      'free',
      'standard',
    ])
  })

  test('a switch is in force at once and leaves the others as they are', async () => {
    expect(gatewaySettingsSchema.parse((await call('GET', 'settings')).body)).toEqual({
      answerCacheEnabled: true,
      answerCacheShared: false,
      autoCacheMarkers: false,
    })
    expect((await call('PUT', 'settings', { autoCacheMarkers: true })).body).toEqual({
      answerCacheEnabled: true,
      answerCacheShared: false,
      autoCacheMarkers: true,
    })
    expect(app.settings.current().autoCacheMarkers).toBe(true)
    expect(
      (await call('PUT', 'settings', { autoCacheMarkers: false, answerCacheShared: true })).body,
    ).toEqual({ answerCacheEnabled: true, answerCacheShared: true, autoCacheMarkers: false })
    expect((await call('PUT', 'settings', {})).status).toBe(200)
  })
})
