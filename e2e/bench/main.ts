/** Runs one benchmark: `main.ts <name> [--json] [--runs N] [its own options]`. Exits with 1 above the budget and 2 for wrong use. */
import { isInDesktop, runInDesktop } from './app/run-in-desktop.ts'
import { benchmarks } from './benchmarks.ts'
import { describeReport, describeUsage } from './describe-report.ts'
import { parseArguments, type BenchArguments } from './parse-arguments.ts'
import { UsageError } from './usage-error.ts'

const parsed = parseArguments(process.argv.slice(2), benchmarks)

if (typeof parsed === 'string') {
  process.stderr.write(`${parsed}\n${describeUsage(benchmarks)}`)
  process.exitCode = 2
} else {
  process.exitCode = await measure(parsed)
}

async function measure({ name, json, runs, given }: BenchArguments): Promise<number> {
  const benchmark = benchmarks.find((one) => one.name === name)
  if (benchmark?.needsDesktop && !isInDesktop()) return runInDesktop(process.argv.slice(1))
  const progress = (message: string) => process.stderr.write(`${name}: ${message}\n`)
  try {
    const report = await benchmark?.run({ runs, given, progress })
    if (report === undefined) return 2
    process.stdout.write(json ? `${JSON.stringify(report.figures)}\n` : describeReport(name, report))
    return report.isWithinBudget ? 0 : 1
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 2
  }
}
