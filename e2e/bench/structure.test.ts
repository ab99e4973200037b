import { expect, test } from 'vitest'
import { structure } from './structure.ts'

test('the code that ships has no circles, upward arrows, long files, functions or lines', async () => {
  const places: string[] = []
  const report = await structure.run({
    runs: undefined,
    given: {},
    progress: (place) => {
      places.push(place)
    },
  })
  expect(places).toEqual([])
  expect(report.isWithinBudget).toBe(true)
})
