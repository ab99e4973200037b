import { answeringProvider } from '../../../src-shared/answering-provider.ts'
import { Badge } from '../../ui/badge.tsx'
import { usePicker } from './picker-store.ts'

/** Says who answers. */
export function ProviderBadge() {
  const settings = usePicker((state) => state.settings)
  const providers = usePicker((state) => state.providers)
  const answering = settings === undefined ? undefined : answeringProvider(settings)
  const provider = providers.find((each) => each.id === answering)
  if (provider === undefined) return null
  const modelId = settings?.models[provider.id] ?? provider.defaultModel
  const model = provider.models.find((each) => each.id === modelId)?.name ?? modelId
  if (provider.practice) {
    return (
      <Badge
        tone="warn"
        testId="popup-provider"
        title="Answers are made by simple rules on this computer; nothing is sent or charged."
      >
        Practice
      </Badge>
    )
  }
  return (
    <Badge
      testId="popup-provider"
      title={
        model === ''
          ? `Choose a model of ${provider.name} in Settings.`
          : `${provider.name} answers with the model ${model}.`
      }
    >
      {provider.name} · {model === '' ? 'no model chosen' : model}
    </Badge>
  )
}
