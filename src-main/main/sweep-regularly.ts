import type { AssistServices } from '../assist/assist-services.ts'
import { deleteCondemnedCaches } from '../assist/explicit-caches.ts'

const firstSweepMs = 60_000
const sweepEveryMs = 60 * 60_000

/** Once the start is over, and every hour: kept answers that expired go, and cache objects that nobody needs. Returns how to stop. */
export function sweepRegularly(services: AssistServices): () => void {
  const sweep = (): void => {
    services.answers.sweep(services.now())
    deleteCondemnedCaches(services).catch((error: unknown) => services.report('Cache objects could not be deleted', error))
  }
  const first = setTimeout(sweep, firstSweepMs).unref()
  const regular = setInterval(sweep, sweepEveryMs).unref()
  return () => {
    clearTimeout(first)
    clearInterval(regular)
  }
}
