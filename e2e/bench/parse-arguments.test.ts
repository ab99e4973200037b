import { expect, test } from 'vitest'
import { parseArguments } from './parse-arguments.ts'

const known = new Map([['hotkey', 30], ['startup', 7]])

test('a name alone uses the benchmark’s own number of runs and prints for people', () => {
  expect(parseArguments(['hotkey'], known)).toEqual({ name: 'hotkey', json: false, runs: undefined })
})

test('options may stand before and after the name', () => {
  expect(parseArguments(['--json', 'startup', '--runs', '9'], known)).toEqual({ name: 'startup', json: true, runs: 9 })
  expect(parseArguments(['startup', '--runs=9', '--json'], known)).toEqual({ name: 'startup', json: true, runs: 9 })
})

test.each([[[]], [['hotkeys']], [['hotkey', 'startup']], [['hotkey', '--jsn']]])('%j is refused instead of measuring something else', (commandLine: string[]) => {
  expect(parseArguments(commandLine, known)).toEqual(expect.any(String))
})

test.each(['29', '0', '-40', '40.5', 'many', ''])('--runs %s is refused: too few runs would pass for a measurement', (runs) => {
  expect(parseArguments(['hotkey', `--runs=${runs}`], known)).toMatch(/at least 30/)
})
