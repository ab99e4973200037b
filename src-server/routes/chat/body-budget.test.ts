import { expect, test } from 'vitest'
import { createBodyBudget } from './body-budget.ts'

const never = new AbortController().signal
const large = 1_000_000

test('large bodies wait in order until there is room; small ones pass', async () => {
  const budget = createBodyBudget(2 * large)
  const first = await budget.take(large, never)
  const second = await budget.take(large, never)
  const entered: string[] = []
  const third = budget.take(large, never).then((giveBack) => {
    entered.push('third')
    return giveBack
  })
  const fourth = budget.take(large, never).then(() => entered.push('fourth'))
  await budget.take(100, never)
  expect(entered).toEqual([])
  first()
  // Giving back twice must not make room twice.
  first()
  const giveThirdBack = await third
  expect(entered).toEqual(['third'])
  giveThirdBack()
  await fourth
  second()
  expect(entered).toEqual(['third', 'fourth'])
})

test('who waits too long is told to come again, and who leaves gives way', async () => {
  const budget = createBodyBudget(large, 50)
  const giveBack = await budget.take(large, never)
  const leaving = new AbortController()
  const left = budget.take(large, leaving.signal)
  leaving.abort()
  await expect(left).rejects.toThrow('left')
  await expect(budget.take(large, never)).rejects.toMatchObject({ status: 503, code: 'server_busy' })
  giveBack()
  await expect(budget.take(large, never)).resolves.toBeTypeOf('function')
})
