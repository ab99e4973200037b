import { setImmediate } from 'node:timers/promises'

const sliceMs = 10

/**
 * Waits, when a slice of time is used up, until other work had its turn;
 * rejects with the signal's reason once aborted.
 */
export type Breather = () => Promise<void>

/** Keeps long computations from blocking the process and makes them cancellable. */
export function createBreather(signal: AbortSignal): Breather {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < sliceMs) return
    await setImmediate()
    signal.throwIfAborted()
    since = performance.now()
  }
}
