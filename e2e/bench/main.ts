/** Runs one benchmark: `main.ts <name> [--json] [--runs N]`. Exits with 1 above the budget and 2 for wrong use. */
import { benchmarks } from './benchmarks.ts'
import { describeReport } from './describe-report.ts'
import { parseArguments, type BenchArguments } from './parse-arguments.ts'

const parsed = parseArguments(process.argv.slice(2), new Map(benchmarks.map(({ name, leastRuns }) => [name, leastRuns])))

if (typeof parsed === 'string') {
  process.stderr.write(`${parsed}\nusage: npm run bench -- <name> [--json] [--runs N]\n${benchmarks.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}\n`).join('')}`)
  process.exitCode = 2
} else {
  process.exitCode = await measure(parsed)
}

async function measure({ name, json, runs }: BenchArguments): Promise<number> {
  const progress = (message: string) => process.stderr.write(`${name}: ${message}\n`)
  const report = await benchmarks.find((benchmark) => benchmark.name === name)?.run({ runs, progress })
  if (report === undefined) return 2
  process.stdout.write(json ? `${JSON.stringify(report.figures)}\n` : describeReport(name, report))
  return report.isWithinBudget ? 0 : 1
}
