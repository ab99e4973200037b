/**
 * Waits for work, but not past an abort: then throws the signal's reason.
 * The work itself goes on, for others may need it.
 */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stopWaiting = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    // What aborts with something else than an error aborts all the same.
    const onAbort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    stopWaiting = () => signal.removeEventListener('abort', onAbort)
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    stopWaiting()
  }
}
