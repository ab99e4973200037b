import { randomUUID } from 'node:crypto'
import type { UpkeepRecord } from '../../src-shared/savings.ts'
import type { AssistServices } from './assist-services.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Records what keeping a cache cost beside the runs. Never throws: the cache is there, recorded or not. */
export function recordUpkeep(
  services: AssistServices,
  run: Pick<PreparedRun, 'provider' | 'modelId' | 'space'>,
  expense: Pick<UpkeepRecord, 'kind' | 'tokens' | 'cost'>,
): void {
  try {
    services.runs.recordUpkeep({
      id: randomUUID(),
      at: services.now(),
      provider: run.provider.id,
      model: run.modelId,
      practice: run.provider.practice,
      spaceId: run.space?.id,
      spaceName: run.space?.name,
      ...expense,
    })
  } catch (error) {
    services.report('An expense for a cache could not be recorded', error)
  }
}
