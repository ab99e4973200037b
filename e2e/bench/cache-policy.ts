import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Benchmark } from './benchmark.ts'
import { comparePolicies } from './cache-policy/compare-policies.ts'
import { families } from './cache-policy/families.ts'
import { parseTrace } from './cache-policy/parse-trace.ts'
import { termsOf } from './cache-policy/terms.ts'
import { toCount, UsageError } from './usage-error.ts'

const familyNames = Object.keys(families).join(', ')

/** What the planner costs on a history of uses, against marking never or always and against knowing the future. Needs no network. */
export const cachePolicy: Benchmark = {
  name: 'cache-policy',
  summary:
    'input cost of a trace under the planner, fixed policies (the shortest and the longest lifetime) and the best possible one; none is all input at the full rate, also where a vendor caches by itself',
  options: [
    { name: 'trace', value: 'FILE', summary: 'JSON lines {"at": seconds, "space": "name"}' },
    { name: 'family', value: 'NAME', summary: `a shipped trace instead: ${familyNames}` },
    { name: 'model', value: 'ID', summary: 'whose prices count' },
    { name: 'prefix', value: 'N', summary: 'tokens of each Space (8000)' },
    { name: 'dynamic', value: 'N', summary: 'further tokens of each use (1000)' },
    {
      name: 'groups',
      value: 'N',
      summary: 'groups of documents in a Space, 1 to 4: marks may end after each (4)',
    },
    { name: 'day', value: 'DATE', summary: 'ISO date of the prices (today)' },
  ],
  run: ({ given }) => Promise.resolve().then(() => compare(given)),
}

function compare(given: Readonly<Record<string, string | undefined>>) {
  const { model, prefix = '8000', dynamic = '1000', groups = '4' } = given
  if (model === undefined) throw new UsageError('--model names the model whose prices count.')
  const groupCount = toCount('groups', groups, 1)
  if (groupCount > 4) throw new UsageError('--groups is at most 4: vendors allow four breakpoints.')
  const scenario = {
    model,
    day: toDay(given.day),
    prefixTokens: toCount('prefix', prefix, 0),
    dynamicTokens: toCount('dynamic', dynamic, 0),
    groups: groupCount,
  }
  const trace = parseTrace(readTrace(given))
  const costs = comparePolicies(trace, termsOf(scenario))
  const costUsd = Object.fromEntries(
    Object.entries(costs).map(([policy, nanoDollars]: [string, number]) => [policy, nanoDollars / 1e9]),
  )
  const runs = [...trace.values()].reduce((sum, times) => sum + times.length, 0)
  return { figures: { runs, costUsd }, isWithinBudget: true }
}

function readTrace({ trace, family }: Readonly<Record<string, string | undefined>>): string {
  if (trace !== undefined && family !== undefined) throw new UsageError('Give either --trace or --family.')
  if (trace !== undefined) return readText(resolve(process.env.INIT_CWD ?? '.', trace))
  if (family === undefined)
    throw new UsageError('--trace names a file, or --family one of the shipped traces.')
  if (!Object.hasOwn(families, family))
    throw new UsageError(`There is no family “${family}”; shipped are ${familyNames}.`)
  return readText(new URL(`traces/${family}.jsonl`, import.meta.url))
}

function readText(file: string | URL): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `The trace cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function toDay(typed: string | undefined): string {
  const day = typed ?? new Date().toISOString().slice(0, 10)
  const date = new Date(`${day}T00:00:00Z`)
  if (
    !/^\d{4}-\d\d-\d\d$/.test(day) ||
    Number.isNaN(date.getTime()) ||
    date.toISOString().slice(0, 10) !== day
  )
    throw new UsageError(`--day takes an ISO date such as 2026-11-21, not “${day}”.`)
  return day
}
