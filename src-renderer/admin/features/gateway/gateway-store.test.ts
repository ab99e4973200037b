import { expect, test } from 'vitest'
import type { AdminRoutes, RouteName } from '../../api/admin-routes.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { createGatewayStore } from './gateway-store.ts'

const settings = { answerCacheEnabled: true, answerCacheShared: false, autoCacheMarkers: false }

test('a switch that the gateway refuses goes back and says why', async () => {
  const answers = { 'GET admin/settings': settings, 'GET cache/stats': { hits: 0, misses: 0, hitRate: 0, estimatedSavings: '$0.00' } }
  const store = createGatewayStore(async <Name extends RouteName>(name: Name) => {
    if (name === 'PUT admin/settings') throw new ApiProblem('The database is read-only.', 503)
    // The store asks these alone.
    return await Promise.resolve(answers[name as keyof typeof answers] as AdminRoutes[Name]['answer'])
  })
  await store.getState().load()
  const changing = store.getState().change({ answerCacheShared: true })
  expect(store.getState().settings?.answerCacheShared).toBe(true)
  await changing
  expect(store.getState()).toMatchObject({ settings, problem: { message: 'The database is read-only.' } })
})
