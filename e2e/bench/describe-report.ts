import type { BenchmarkReport } from './benchmark.ts'

/** A small table for a person. */
export function describeReport(name: string, { figures, isWithinBudget }: BenchmarkReport): string {
  const width = Math.max(...Object.keys(figures).map((key) => key.length))
  const lines = Object.entries(figures).map(([key, value]) => `  ${key.padEnd(width)}  ${value}`)
  return `${name}: ${isWithinBudget ? 'within the budget' : 'ABOVE THE BUDGET'}\n${lines.join('\n')}\n`
}
