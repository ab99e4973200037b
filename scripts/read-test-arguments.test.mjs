import { expect, test } from 'vitest'
import { readTestArguments, UsageError } from './read-test-arguments.mjs'

const names = ['lint', 'unit']
const usual = { isStressed: false, isExhaustive: false, times: 1, stageArguments: [] }

test('without arguments all stages run once', () => {
  expect(readTestArguments([], names)).toEqual({ ...usual, stages: names })
})

test('options stand before the stage, and what follows it is its own', () => {
  const given = ['--times', '5', '--stress', 'unit', 'src-main', '--stress']
  expect(readTestArguments(given, names)).toEqual({
    ...usual,
    isStressed: true,
    times: 5,
    stages: ['unit'],
    stageArguments: ['src-main', '--stress'],
  })
})

test.each([[['--fast']], [['--times']], [['--times', '0']], [['--times', 'unit']], [['units']]])(
  '%j is refused',
  (given) => {
    expect(() => readTestArguments(given, names)).toThrow(UsageError)
  },
)
