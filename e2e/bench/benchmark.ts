/** What a benchmark is asked for. */
export interface BenchmarkOptions {
  /** Measurements of each side; absent for the benchmark's own number. */
  readonly runs: number | undefined
  /** Tells a person what is going on; never part of the result. */
  readonly progress: (message: string) => void
}

/** What a benchmark found. */
export interface BenchmarkReport {
  /** Printed as it is with --json. Times are milliseconds, memory is MiB; a ratio compares within this one run. */
  readonly figures: Readonly<Record<string, number>>
  /** False when a figure is above the budget that stands beside it. */
  readonly isWithinBudget: boolean
}

/** One measurement of the whole product, run by name. */
export interface Benchmark {
  readonly name: string
  readonly summary: string
  /** Below this many runs the figures mean little, so fewer are refused. */
  readonly leastRuns: number
  /** Throws when the product or the desktop does not do what is to be measured. */
  run(options: BenchmarkOptions): Promise<BenchmarkReport>
}
