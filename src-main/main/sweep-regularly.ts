import type { Services } from '../app/create-services.ts'
import { deleteCondemnedCaches } from '../assist/explicit-caches.ts'

const firstSweepMs = 60_000
const sweepEveryMs = 60 * 60_000

/**
 * Once the start is over, and every hour: kept answers that expired go, cache objects that nobody needs, and
 * old prices of the Dedicated API where it is used. Returns how to stop.
 */
export function sweepRegularly(services: Services): () => void {
  const sweep = (): void => {
    services.answers.sweep(services.now())
    void refreshPrices(services)
    deleteCondemnedCaches(services).catch((error: unknown) =>
      services.report('Cache objects could not be deleted', error),
    )
  }
  const first = setTimeout(sweep, firstSweepMs).unref()
  const regular = setInterval(sweep, sweepEveryMs).unref()
  return () => {
    clearTimeout(first)
    clearInterval(regular)
  }
}

async function refreshPrices({ dedicated, settings }: Services): Promise<void> {
  const server = dedicated.server()
  if (settings.get().mode !== 'dedicated' || server === undefined) return
  const account = await dedicated.account()
  await account.refreshOldModels(server)
}
