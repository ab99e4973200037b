import type { ProviderId } from '../../../src-shared/entities.ts'
import { toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { AssistServices } from '../../assist/assist-services.ts'
import { credentialsFor } from '../../assist/prepare-run.ts'
import { mergeCachingOverrides, resolveCachingConfig } from '../../caching/config/resolve-caching-config.ts'
import { endpointPresets, presetOf } from '../../providers/openai-compatible/endpoint-presets.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

const listTimeoutMs = 15_000

/** Endpoints, caching configuration and local answers, as Settings show them. */
export function cachingHandlers(
  services: AssistServices,
): DomainHandlers<'endpoints' | 'caching' | 'answers'> {
  const { answers, settings, cachingDefaults } = services
  return {
    'endpoints.presets': () =>
      endpointPresets.map(({ profile, name, baseUrl, hint }) => ({ profile, name, baseUrl, hint })),
    'endpoints.models': ({ provider }) => listModels(services, provider),
    'caching.describe': ({ model }) => {
      const own = settings.get().caching
      const { config, sources } = resolveCachingConfig({
        model,
        user: mergeCachingOverrides(own, cachingDefaults.user),
        shipped: cachingDefaults.shipped,
      })
      return { config, sources, own: Object.hasOwn(own, model) ? (own[model] ?? {}) : {} }
    },
    'answers.stats': () => answers.stats(),
    'answers.clear': () => {
      answers.clear()
      return answers.stats()
    },
  }
}

/** By the endpoint's own list, or else by the model table. */
async function listModels(
  services: AssistServices,
  id: ProviderId,
): Promise<{ models: string[]; problem?: string }> {
  const provider = services.providers[id]
  const known = (services.models[id]?.models ?? []).map((model) => model.id)
  if (provider.listModels === undefined) return { models: known }
  try {
    const listed = await provider.listModels(
      await credentialsFor(services, provider),
      AbortSignal.timeout(listTimeoutMs),
    )
    const models = [...new Set([...listed, ...known])]
    return models.length === 0 ? { models, problem: noModels(services) } : { models }
  } catch (error) {
    return { models: known, problem: toErrorInfo(error).message }
  }
}

/** Servers of one's own begin without any. */
function noModels({ settings }: AssistServices): string {
  return `The server has no model yet. ${presetOf(settings.get().endpointProfile).noModelHint}`
}
