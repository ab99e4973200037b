import { parseArgs } from 'node:util'

/** What the person typed. */
export interface BenchArguments {
  readonly name: string
  readonly json: boolean
  readonly runs: number | undefined
}

/** Reads the command line; a string says what is wrong with it. `leastRuns` are the known benchmarks with their fewest runs. */
export function parseArguments(commandLine: readonly string[], leastRuns: ReadonlyMap<string, number>): BenchArguments | string {
  const { values, positionals } = parseArgs({
    args: [...commandLine],
    strict: false,
    options: { json: { type: 'boolean' }, runs: { type: 'string' } },
  })
  const [name, ...surplus] = positionals
  const least = leastRuns.get(name ?? '')
  if (name === undefined || least === undefined) return `There is no benchmark “${name ?? ''}”.`
  const unknown = Object.keys(values).find((option) => option !== 'json' && option !== 'runs') ?? surplus[0]
  if (unknown !== undefined) return `“${unknown}” is not understood.`
  if (values.runs === undefined) return { name, json: values.json === true, runs: undefined }
  const runs = Number(values.runs)
  if (!Number.isInteger(runs) || runs < least) return `--runs takes a whole number, at least ${least}.`
  return { name, json: values.json === true, runs }
}
