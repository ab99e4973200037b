/** A copy in memory of something small in the database, for those who cannot wait for it. */
export interface FreshCopy<Value> extends Disposable {
  current(): Value
  /** Reads it again; afterwards this instance has at least what was written before the call. */
  refresh(): Promise<void>
}

/** Other instances must have a change within 5 s: so often it is read, with a second for reading. */
export const refreshMs = 4_000

/**
 * Loads once, then again and again in the background. Where a load fails the last copy stays in force,
 * `onError` hears of it, and the next load tries again. Throws what the first load throws.
 */
export async function keepFresh<Value>(
  load: () => Promise<Value>,
  options: { readonly everyMs?: number; readonly onError?: ((error: unknown) => void) | undefined } = {},
): Promise<FreshCopy<Value>> {
  let copy = await load()
  let [begun, applied] = [0, 0]
  const refresh = async (): Promise<void> => {
    const mine = ++begun
    const loaded = await load()
    // A slow load must not put an older copy over a newer one.
    if (mine > applied) [copy, applied] = [loaded, mine]
  }
  const refreshInBackground = (): void => void refresh().catch((error: unknown) => options.onError?.(error))
  const timer = setInterval(refreshInBackground, options.everyMs ?? refreshMs).unref()
  return { current: () => copy, refresh, [Symbol.dispose]: () => clearInterval(timer) }
}
