import { expect, test } from 'vitest'
import { parseArguments } from './parse-arguments.ts'

const known = [
  { name: 'hotkey', leastRuns: 30 },
  { name: 'startup', leastRuns: 7 },
  { name: 'compose', options: [{ name: 'megabytes', value: 'N', summary: '' }] },
]

test('a name alone uses the benchmark’s own number of runs and prints for people', () => {
  expect(parseArguments(['hotkey'], known)).toEqual({
    name: 'hotkey',
    json: false,
    runs: undefined,
    given: {},
  })
})

test('options may stand before and after the name', () => {
  expect(parseArguments(['--json', 'startup', '--runs', '9'], known)).toMatchObject({
    name: 'startup',
    json: true,
    runs: 9,
  })
  expect(parseArguments(['startup', '--runs=9', '--json'], known)).toMatchObject({
    name: 'startup',
    json: true,
    runs: 9,
  })
  expect(parseArguments(['--megabytes', '2', 'compose'], known)).toMatchObject({
    name: 'compose',
    given: { megabytes: '2' },
  })
})

test.each([
  [[]],
  [['hotkeys']],
  [['hotkey', 'startup']],
  [['hotkey', '--jsn']],
  [['hotkey', '--megabytes', '1']],
  [['compose', '--runs', '40']],
])('%j is refused instead of measuring something else', (commandLine: string[]) => {
  expect(parseArguments(commandLine, known)).toEqual(expect.any(String))
})

test.each([[['compose', '--megabytes']], [['compose', '--megabytes=']]])(
  '%j: an option without its value is refused',
  (commandLine: string[]) => {
    expect(parseArguments(commandLine, known)).toMatch(/--megabytes takes a value/)
  },
)

test.each(['29', '0', '-40', '40.5', 'many', ''])(
  '--runs %s is refused: too few runs would pass for a measurement',
  (runs) => {
    expect(parseArguments(['hotkey', `--runs=${runs}`], known)).toMatch(/at least 30/)
  },
)
