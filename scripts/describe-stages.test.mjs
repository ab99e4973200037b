import { expect, test } from 'vitest'
import { describeStages } from './describe-stages.mjs'

test('names what passed, what failed and what did not run', () => {
  const results = [
    { name: 'lint', exitCode: 0, seconds: 12.4 },
    { name: 'types', exitCode: 2, seconds: 7.6 },
  ]
  expect(describeStages(['lint', 'types', 'unit'], results)).toBe(
    'stages: lint ok 12 s, types FAILED 8 s, unit not run',
  )
})
