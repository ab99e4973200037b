import { parseArgs, type ParseArgsConfig } from 'node:util'
import type { Benchmark } from './benchmark.ts'

/** What the person typed. */
export interface BenchArguments {
  readonly name: string
  readonly json: boolean
  readonly runs: number | undefined
  /** The benchmark's own options, by name. */
  readonly given: Readonly<Record<string, string>>
}

/** What the command line is checked against. */
export type KnownBenchmark = Pick<Benchmark, 'name' | 'leastRuns' | 'options'>

/** Reads the command line; a string says what is wrong with it. */
export function parseArguments(
  commandLine: readonly string[],
  known: readonly KnownBenchmark[],
): BenchArguments | string {
  const { values, positionals } = read(commandLine, known)
  const [name, ...surplus] = positionals
  const benchmark = known.find((one) => one.name === name)
  if (benchmark === undefined) return `There is no benchmark “${name ?? ''}”.`
  const { json, runs, ...others } = values
  const own = new Set(benchmark.options?.map((option) => option.name))
  const unknown = Object.keys(others).find((option) => !own.has(option)) ?? surplus[0]
  if (unknown !== undefined) return `“${unknown}” is not understood.`
  const given: Record<string, string> = {}
  for (const [option, value] of Object.entries(others)) {
    if (typeof value !== 'string' || value === '') return `--${option} takes a value.`
    given[option] = value
  }
  const counted = runs === undefined ? undefined : toRuns(runs, benchmark)
  return typeof counted === 'string'
    ? counted
    : { name: benchmark.name, json: json === true, runs: counted, given }
}

/** The options of all benchmarks are read alike, so that a value is never taken for a name. */
function read(commandLine: readonly string[], known: readonly KnownBenchmark[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {
    json: { type: 'boolean' },
    runs: { type: 'string' },
  }
  for (const { name } of known.flatMap((benchmark) => benchmark.options ?? []))
    options[name] = { type: 'string' }
  return parseArgs({ args: [...commandLine], strict: false, options })
}

function toRuns(typed: unknown, { name, leastRuns }: KnownBenchmark): number | string {
  if (leastRuns === undefined) return `--runs has no meaning for ${name}.`
  const runs = Number(typed)
  return Number.isInteger(runs) && runs >= leastRuns
    ? runs
    : `--runs takes a whole number, at least ${leastRuns}.`
}
