import { expect, test } from 'vitest'
import type { AdminRoutes, RouteName } from '../../api/admin-routes.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { createGatewayStore } from './gateway-store.ts'

const settings = { answerCacheEnabled: true, answerCacheShared: false, autoCacheMarkers: false }

test('a switch that the gateway refuses goes back and says why', async () => {
  const answers = {
    'GET admin/settings': settings,
    'GET cache/stats': { hits: 0, misses: 0, hitRate: 0, estimatedSavings: '$0.00' },
  }
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

test('quick toggles end where the last one put them, and a refused one takes back itself alone', async () => {
  let stored = settings
  const store = createGatewayStore(
    async <Name extends RouteName>(_name: Name, input: AdminRoutes[Name]['input']) => {
      await Promise.resolve()
      if ('body' in input && JSON.stringify(input.body).includes('autoCacheMarkers'))
        throw new ApiProblem('The database is read-only.', 503)
      if ('body' in input) stored = { ...stored, ...input.body }
      return stored
    },
  )
  await store.getState().load()
  const changes = [
    { answerCacheShared: true },
    { autoCacheMarkers: true },
    { answerCacheShared: false },
    { answerCacheEnabled: false },
    { answerCacheShared: true },
  ].map(async (change) => await store.getState().change(change))
  const shown: boolean[] = []
  store.subscribe((state) => shown.push(state.settings?.answerCacheShared ?? false))
  await Promise.all(changes)
  expect(new Set(shown)).toEqual(new Set([true]))
  expect(store.getState()).toMatchObject({
    settings: { answerCacheEnabled: false, answerCacheShared: true, autoCacheMarkers: false },
    problem: { message: 'The database is read-only.' },
  })
  expect(stored).toEqual(store.getState().settings)
})
