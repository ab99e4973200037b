import { isOwnProvider } from '../../../src-shared/answering-provider.ts'
import type { ProviderInfo } from '../../../src-shared/entities.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { activeProvider, useStart } from './start-store.ts'

function hintFor({ id, practice, models }: ProviderInfo): string {
  if (practice)
    return (
      'Answers are made by simple rules on this computer; nothing is sent or charged. ' +
      'Add a key to use Claude, GPT or Gemini, or choose a model on this computer.'
    )
  if (isOwnProvider(id))
    return 'Runs are sent to the provider with your own key, and charged to your account there.'
  return models.length === 0
    ? 'Log in to your team’s server in Settings to use it.'
    : 'Runs are sent to your team’s server and paid with your credits there.'
}

/** Who answers, and what that costs. */
export function ProviderState({ onOpenSettings }: { onOpenSettings: () => void }) {
  const provider = useStart(activeProvider)
  const settings = useStart((state) => state.settings)
  if (provider === undefined || settings === undefined) return null
  const modelId = settings.models[provider.id] ?? provider.defaultModel
  const model = provider.models.find((each) => each.id === modelId)?.name ?? modelId
  return (
    <section className="panel row" aria-label="Who answers" data-testid="start-provider">
      <div>
        <p className="row-title">
          {provider.practice ? (
            <Badge tone="warn">Practice mode</Badge>
          ) : (
            [provider.name, model].filter((part) => part !== '').join(' · ')
          )}
        </p>
        <p className="row-hint start-provider-hint">{hintFor(provider)}</p>
      </div>
      <div className="row-control">
        <Button onClick={onOpenSettings} data-testid="start-open-settings">
          {provider.practice ? 'Add a key' : 'Settings'}
        </Button>
      </div>
    </section>
  )
}
