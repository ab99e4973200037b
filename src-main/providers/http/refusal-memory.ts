import type { Adaptation } from '../../../src-shared/vendors/requests/adaptation.ts'

/** What servers are known to refuse, by address and model. */
export interface RefusalMemory {
  recall(address: string, model: string): readonly Adaptation[]
  /** Keeps all changes after which a request went through; `latest`, where there is one, is for the log. */
  remember(
    address: string,
    model: string,
    adaptations: readonly Adaptation[],
    latest: Adaptation | undefined,
  ): void
}

/** A memory of this process alone. */
export function createRefusalMemory(): RefusalMemory {
  const known = new Map<string, readonly Adaptation[]>()
  const keyOf = (address: string, model: string): string => JSON.stringify([address, model])
  return {
    recall: (address, model) => known.get(keyOf(address, model)) ?? [],
    remember: (address, model, adaptations) => void known.set(keyOf(address, model), adaptations),
  }
}
