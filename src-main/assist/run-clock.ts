/** Times one run. */
export interface RunClock {
  /** Epoch milliseconds. */
  readonly startedAt: number
  textArrived(): void
  timing(): { latencyMs: number; firstTokenMs: number | undefined }
}

/** Durations come from the monotonic clock, so that a changed system time cannot make them negative. */
export function startClock(startedAt: number): RunClock {
  const start = performance.now()
  let firstText: number | undefined
  return {
    startedAt,
    textArrived: () => {
      firstText ??= performance.now()
    },
    timing: () => ({
      latencyMs: performance.now() - start,
      firstTokenMs: firstText === undefined ? undefined : firstText - start,
    }),
  }
}
