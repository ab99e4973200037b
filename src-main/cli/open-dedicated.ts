import { answeringProvider } from '../../src-shared/answering-provider.ts'
import { dedicatedProviderId } from '../../src-shared/dedicated-provider-id.ts'
import type { ProviderId } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Services } from '../app/create-services.ts'
import { checkServerUrl } from '../providers/dedicated-api/check-server-url.ts'

/**
 * Gets ready for a run at the Dedicated API: its models are asked for where none are known, and old prices
 * are asked for beside the run. Resolves to what goes on meanwhile, which is to be awaited before the
 * services close; it never rejects. Throws what the gateway refuses it for.
 */
export async function openDedicated(
  { dedicated, settings, models }: Services,
  { provider, baseUrl }: { readonly provider?: ProviderId; readonly baseUrl?: string },
): Promise<{ readonly meanwhile: Promise<void> }> {
  const nothing = { meanwhile: Promise.resolve() }
  if ((provider ?? answeringProvider(settings.get())) !== dedicatedProviderId) return nothing
  if (baseUrl !== undefined) dedicated.useServer(checkServerUrl(baseUrl))
  const server = dedicated.server()
  if (server === undefined)
    throw new RephloError('logged_out', 'You are not logged in to the Dedicated API yet.')
  const account = await dedicated.account()
  const isKnown = (dedicated.withModels(models)[dedicatedProviderId]?.models.length ?? 0) > 0
  if (isKnown) return { meanwhile: account.refreshOldModels(server) }
  await account.refreshModels(server)
  return nothing
}
