import type { Benchmark, BenchmarkReport, Figure } from './benchmark.ts'

/** A small table for a person; figures of one kind get their common name in front. */
export function describeReport(name: string, { figures, isWithinBudget }: BenchmarkReport): string {
  const rows = Object.entries(figures).flatMap(([key, figure]) => toRows(key, figure))
  const width = Math.max(...rows.map(([key]) => key.length))
  const lines = rows.map(([key, value]) => `  ${key.padEnd(width)}  ${value}`)
  return `${name}: ${isWithinBudget ? 'within the budget' : 'ABOVE THE BUDGET'}\n${lines.join('\n')}\n`
}

/** How to call the benchmarks, each with its own options. */
export function describeUsage(
  benchmarks: readonly Pick<Benchmark, 'name' | 'summary' | 'options'>[],
): string {
  const lines = benchmarks.flatMap(({ name, summary, options = [] }) => [
    `  ${name.padEnd(14)}${summary}`,
    ...options.map((option) => `    ${`--${option.name} ${option.value}`.padEnd(20)}${option.summary}`),
  ])
  return `usage: npm run bench -- <name> [--json] [--runs N] [its own options]\n${lines.join('\n')}\n`
}

function toRows(key: string, figure: Figure): [string, string | number][] {
  if (typeof figure !== 'object') return [[key, figure]]
  return Object.entries(figure).flatMap(([name, inner]) => toRows(`${key}.${name}`, inner))
}
