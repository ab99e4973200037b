import { expect, test } from 'vitest'
import { describeReport, describeUsage } from './describe-report.ts'

test('nested figures are printed with their names, not as [object Object]', () => {
  const report = describeReport('cache-policy', {
    figures: { runs: 3, costUsd: { none: 0.1, planned: 0.05 } },
    isWithinBudget: true,
  })
  expect(report).toBe(
    'cache-policy: within the budget\n  runs             3\n  costUsd.none     0.1\n  costUsd.planned  0.05\n',
  )
})

test('the usage names the options of each benchmark', () => {
  const usage = describeUsage([
    {
      name: 'compose',
      summary: 'time to compose',
      options: [{ name: 'megabytes', value: 'N', summary: 'size' }],
    },
  ])
  expect(usage).toContain('compose       time to compose\n    --megabytes N       size')
})
