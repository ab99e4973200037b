import { expect, test } from 'vitest'
import { ApiProblem } from '../api/api-problem.ts'
import { createReportStore } from './create-report-store.ts'
import { daysOf, eachDay } from './period.ts'

test('going back to a period asks for no new report; “load anew” does', async () => {
  let asked = 0
  const store = createReportStore(async (days) => await Promise.resolve({ days, number: ++asked }))
  await store.getState().load()
  await store.getState().setPeriod('7')
  await store.getState().setPeriod('30')
  expect(asked).toBe(2)
  await store.getState().refresh()
  expect(store.getState().reports['30']?.content.number).toBe(3)
})

test('a failure of a period that was left is not told at the one that is shown', async () => {
  let fail: (error: Error) => void = () => undefined
  const store = createReportStore(async ({ from, to }) =>
    eachDay({ from, to }).length === 30
      ? await new Promise<never>((_, reject) => (fail = reject))
      : await Promise.resolve('seven'),
  )
  const first = store.getState().load()
  await store.getState().setPeriod('7')
  fail(new ApiProblem('Down.', 503))
  await first
  expect(store.getState()).toMatchObject({
    period: '7',
    problem: undefined,
    reports: { '7': { content: 'seven' } },
  })
})

test('a period has as many days as it says, over the end of a month', () => {
  expect(daysOf('7', Date.parse('2026-03-02T23:59:00Z'))).toEqual({ from: '2026-02-24', to: '2026-03-02' })
  expect(eachDay({ from: '2026-02-27', to: '2026-03-01' })).toEqual([
    '2026-02-27',
    '2026-02-28',
    '2026-03-01',
  ])
  expect(eachDay(daysOf('90'))).toHaveLength(90)
})
