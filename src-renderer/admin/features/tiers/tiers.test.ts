import { expect, test } from 'vitest'
import type { AdminRoutes, RouteName } from '../../api/admin-routes.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { emptyTier, fromTyped, toTyped } from './tier-form.ts'
import { createTiersStore } from './tiers-store.ts'

const tier = {
  id: 'free',
  name: 'Free',
  models: ['claude-haiku-*', 'gpt-6-nano'],
  llmPerMinute: 5,
  users: 24,
}

test('a tier survives being typed; blank lines, spaces and repeats do not', () => {
  expect(fromTyped(toTyped(tier))).toEqual({
    name: 'Free',
    models: ['claude-haiku-*', 'gpt-6-nano'],
    llmPerMinute: 5,
  })
  expect(fromTyped({ ...emptyTier, name: ' Team ', models: ' gpt-* \n\n gpt-*, claude-* ' })).toEqual({
    name: 'Team',
    models: ['gpt-*', 'claude-*'],
    llmPerMinute: null,
  })
})

test.each(['0', '1.5', '-3', 'many', '100001', '1e3', '0x10', '1,0'])(
  '“%s” calls a minute cannot be saved',
  (perMinute) => {
    expect(fromTyped({ ...emptyTier, name: 'Team', perMinute })).toBeUndefined()
  },
)

test('a limit may be typed as it is shown', () => {
  expect(fromTyped({ ...emptyTier, name: 'Team', perMinute: ' 1,200 ' })?.llmPerMinute).toBe(1_200)
})

test('a tier that was deleted elsewhere leaves the list, and that is told, whether it was to be changed or deleted', async () => {
  let isThere = true
  const store = createTiersStore(async <Name extends RouteName>(name: Name) => {
    if (name !== 'GET admin/tiers') throw new ApiProblem('There is no such tier.', 404)
    // Only the list is answered.
    return await Promise.resolve({ data: isThere ? [tier] : [] } as AdminRoutes[Name]['answer'])
  })
  await store.getState().load()
  isThere = false
  expect(await store.getState().change('free', { name: 'Free', models: [], llmPerMinute: null })).toEqual({
    message: expect.stringContaining('deleted elsewhere') as string,
  })
  expect(store.getState().tiers).toEqual([])
  await store.getState().remove('free')
  expect(store.getState().refusal?.message).toContain('deleted elsewhere')
})

test('a tier that may not be deleted stays, with the reason; a problem with saving goes to the form', async () => {
  const refuse = (name: RouteName) =>
    new ApiProblem(
      name === 'PUT admin/tiers/:id'
        ? 'Name it.'
        : 'The tier “free” has 24 users. Move them to another tier first.',
      409,
    )
  const store = createTiersStore(async <Name extends RouteName>(name: Name) => {
    if (name !== 'GET admin/tiers') throw refuse(name)
    // Only the list is answered.
    return await Promise.resolve({ data: [tier] } as AdminRoutes[Name]['answer'])
  })
  await store.getState().load()
  await store.getState().remove('free')
  expect(store.getState()).toMatchObject({
    tiers: [tier],
    refusal: { message: expect.stringContaining('24 users') as string },
  })
  expect(await store.getState().change('free', { name: '', models: [], llmPerMinute: null })).toEqual({
    message: 'Name it.',
  })
  expect(store.getState().refusal).toBeUndefined()
})
