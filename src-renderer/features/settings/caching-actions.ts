import type { CachingConfig, CachingOverride } from '../../../src-shared/caching-config.ts'
import type { Settings } from '../../../src-shared/entities.ts'
import type { AnswerStats, IpcOutput } from '../../../src-shared/ipc/contract.ts'
import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

/** The effective configuration of a model, and where each of its fields comes from. */
export interface DescribedCaching extends IpcOutput<'caching.describe'> {
  readonly model: string
}

/** The configuration of all models without one of their own. */
export const everyModel = 'default'

export const initialCaching = {
  cachingModel: everyModel,
  describedCaching: undefined as DescribedCaching | undefined,
  answerStats: undefined as AnswerStats | undefined,
}

type CachingData = typeof initialCaching

export interface CachingActions {
  /** Shows the configuration of a model. */
  describeCaching: (model: string) => Promise<void>
  /** Sets one field for the model that is shown. */
  overrideCaching: <Field extends keyof CachingConfig>(
    field: Field,
    value: CachingConfig[Field],
  ) => Promise<void>
  /** Gives one field of the model that is shown back to the next level. */
  resetCaching: (field: keyof CachingConfig) => Promise<void>
  loadAnswerStats: () => Promise<void>
  forgetAnswers: () => Promise<void>
}

interface CachingStore {
  readonly getState: () => CachingData & {
    readonly settings: Settings | undefined
    readonly update: (change: Partial<Settings>) => Promise<void>
  }
  readonly setState: (change: Partial<CachingData & { problem: string | undefined }>) => void
}

/** How prompts are cached, model by model, and the answers that are kept here. */
export function createCachingActions(ipc: Client, { getState, setState }: CachingStore): CachingActions {
  const attempt = async (action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      setState({ problem: messageOf(error) })
    }
  }
  const describe = (model: string) =>
    attempt(async () => {
      const described = await ipc.invoke('caching.describe', { model })
      if (getState().cachingModel === model) setState({ describedCaching: { ...described, model } })
    })
  const replaceOwn = async (change: (own: CachingOverride) => CachingOverride) => {
    const { settings, cachingModel, update } = getState()
    if (settings === undefined) return
    const { [cachingModel]: own = {}, ...others } = settings.caching
    const next = change(own)
    await update({ caching: Object.keys(next).length === 0 ? others : { ...others, [cachingModel]: next } })
    await describe(cachingModel)
  }
  return {
    describeCaching: (model) => {
      setState({
        cachingModel: model,
        ...(getState().describedCaching?.model !== model && { describedCaching: undefined }),
      })
      return describe(model)
    },
    overrideCaching: (field, value) => replaceOwn((own) => ({ ...own, [field]: value })),
    resetCaching: (field) =>
      replaceOwn((own) => Object.fromEntries(Object.entries(own).filter(([name]) => name !== field))),
    loadAnswerStats: () => attempt(async () => setState({ answerStats: await ipc.invoke('answers.stats') })),
    forgetAnswers: () => attempt(async () => setState({ answerStats: await ipc.invoke('answers.clear') })),
  }
}
