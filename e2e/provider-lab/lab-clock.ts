/** The lab's clock in epoch milliseconds. It runs with real time, and can be set forward to let cache entries expire. */
export interface LabClock {
  now(): number
  advance(ms: number): void
}

export function createLabClock(source: () => number): LabClock {
  let ahead = 0
  return { now: () => source() + ahead, advance: (ms) => (ahead += ms) }
}
