/** What a benchmark is asked for. */
export interface BenchmarkOptions {
  /** Measurements of each side; absent for the benchmark's own number. */
  readonly runs: number | undefined
  /** The benchmark's own options as they were typed; absent when not given. */
  readonly given: Readonly<Record<string, string | undefined>>
  /** Tells a person what is going on; never part of the result. */
  readonly progress: (message: string) => void
}

/** A figure, or figures of one kind under a common name. */
export type Figure = number | string | { readonly [name: string]: Figure }

/** What a benchmark found. */
export interface BenchmarkReport {
  /** Printed as it is with --json. Times are milliseconds, memory is MiB; a ratio compares within this one run. */
  readonly figures: Readonly<Record<string, Figure>>
  /** False when a figure is above the budget that stands beside it. */
  readonly isWithinBudget: boolean
}

/** An option of one benchmark, `--name VALUE`. */
export interface BenchmarkOption {
  readonly name: string
  /** What stands for the value in the usage, for instance `FILE`. */
  readonly value: string
  readonly summary: string
}

/** One measurement of the whole product, run by name. */
export interface Benchmark {
  readonly name: string
  readonly summary: string
  /** Below this many runs the figures mean little, so fewer are refused; absent where --runs has no meaning. */
  readonly leastRuns?: number
  /** It drives the app, or its keychain, so it runs in a private desktop. */
  readonly needsDesktop?: true
  /** Options besides --json and --runs; each takes a value. */
  readonly options?: readonly BenchmarkOption[]
  /** Throws UsageError for a wrong option, anything else when the product or the desktop does not do what is to be measured. */
  run(options: BenchmarkOptions): Promise<BenchmarkReport>
}
