import type { ProviderCall } from '../providers/provider.ts'
import type { AssistServices } from './assist-services.ts'
import { opaqueScope } from './cache-identity.ts'
import type { PlannedRun } from './plan-run.ts'
import { credentialsFor, type PreparedRun } from './prepare-run.ts'

/** Sent for a model whose limit is unknown; every current model takes it. */
const defaultMaximumOutput = 8_192
const maximumOutput = 32_000

/** The least that is asked for, however full the context seems: the prompt's tokens are an estimate. */
const minimumOutput = 256
/** How far a prompt may turn out longer than it was estimated. */
const safety = 1.2

/** The longest answer that is asked for, in tokens: what the model gives, and its context has room for. */
function maxOutputTokensOf({ model, prompt }: PreparedRun): number {
  const longest = Math.min(model?.maxOutputTokens ?? defaultMaximumOutput, maximumOutput)
  if (model === undefined) return longest
  const promptTokens = [...prompt.prefix, prompt.dynamic].reduce((sum, { tokens }) => sum + tokens, 0)
  const room = Math.floor(model.contextTokens - promptTokens * safety)
  return Math.min(longest, Math.max(room, minimumOutput))
}

/** All of a call that is known without asking the keychain or the ledger. */
export function composeCall(run: PreparedRun) {
  const { text, instructions } = run.request
  return {
    model: run.modelId,
    prompt: run.prompt,
    dialect: run.dialect,
    maxOutputTokens: maxOutputTokensOf(run),
    credentials: run.baseUrl === undefined ? {} : { baseUrl: run.baseUrl },
    task: { commandId: run.command.id, text, instructions },
  }
}

/** The call of a planned run, with the key. Throws `missing_key`, `keychain_unavailable`. */
export async function toCall(
  services: AssistServices,
  run: PreparedRun,
  { plan, key }: Pick<PlannedRun, 'plan' | 'key'>,
): Promise<ProviderCall> {
  return {
    ...composeCall(run),
    plan,
    cache: {
      scope: opaqueScope(run.scope),
      model: run.caching,
      ...(run.model?.vendor === undefined ? {} : { vendor: run.model.vendor }),
      previousResponseId: services.ledger.previousResponseId(key) ?? null,
    },
    credentials: await credentialsFor(services, run.provider, run.baseUrl),
  }
}
