import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { useEffect, useRef, type RefObject } from 'react'
import type { OwnProviderId, ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { KeyBadge } from './key-settings.tsx'
import { moved, type Direction } from './moved.ts'
import type { OwnProvider } from './own-providers.ts'
import { SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface FallbackProps {
  settings: Settings
  chosen: ProviderInfo
  /** Every other provider that could be asked. */
  others: readonly OwnProvider[]
}

/** Who is asked when the chosen provider cannot answer, in order. Nobody, unless the person says so. */
export function FallbackSettings({ settings, chosen, others }: FallbackProps) {
  const update = useSettings((state) => state.update)
  const list = useRef<HTMLDivElement>(null)
  const order = settings.fallbacks.filter((id) => others.some((provider) => provider.id === id))
  const change = (fallbacks: readonly OwnProviderId[]) => void update({ fallbacks: [...fallbacks] })
  const keepFocus = useKeptFocus(list, order.join())
  const left = others.filter((provider) => !order.includes(provider.id))
  return (
    <SettingGroup title="Fallback">
      <div ref={list}>
        <FallbackIntro chosen={chosen} isEmpty={order.length === 0} />
        {order.length > 0 && (
          <ol className="fallbacks" aria-label="Fallback order" data-testid="fallbacks">
            {order.map((id, index) => (
              <FallbackRow
                key={id}
                provider={others.find((provider) => provider.id === id)}
                model={settings.models[id]}
                index={index}
                count={order.length}
                onMove={(direction) => {
                  keepFocus(`${id}-${direction}`, `${id}-${direction === 'up' ? 'down' : 'up'}`)
                  change(moved(order, index, direction))
                }}
                onRemove={() => {
                  keepFocus(`add-${id}`)
                  change(order.filter((each) => each !== id))
                }}
              />
            ))}
          </ol>
        )}
        {left.length > 0 && (
          <AddFallback
            providers={left}
            onAdd={(id) => {
              keepFocus(`${id}-remove`)
              change([...order, id])
            }}
          />
        )}
      </div>
    </SettingGroup>
  )
}

interface AddFallbackProps {
  providers: readonly OwnProvider[]
  onAdd: (id: OwnProviderId) => void
}

function AddFallback({ providers, onAdd }: AddFallbackProps) {
  return (
    <div className="row fallback-add">
      <div className="actions">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            onClick={() => onAdd(id)}
            data-focus={`add-${id}`}
            data-testid={`fallback-add-${id}`}
          >
            <Plus aria-hidden /> {name}
          </Button>
        ))}
      </div>
    </div>
  )
}

function FallbackIntro({ chosen, isEmpty }: { chosen: ProviderInfo; isEmpty: boolean }) {
  return (
    <div className="row">
      <div>
        <p className="row-title">
          {isEmpty
            ? `If ${chosen.name} cannot answer, no other provider is asked`
            : `If ${chosen.name} cannot answer, ask`}
        </p>
        <p className="row-hint">
          When it cannot be reached, is overloaded, or refuses the key or model. The text and the Space then
          go to that provider, too, and are charged to your account there.
        </p>
      </div>
    </div>
  )
}

interface FallbackRowProps {
  provider: ProviderInfo | undefined
  /** The chosen one; without it the provider's default answers. */
  model: string | undefined
  index: number
  count: number
  onMove: (direction: Direction) => void
  onRemove: () => void
}

function FallbackRow({ provider, model, index, count, onMove, onRemove }: FallbackRowProps) {
  if (provider === undefined) return null
  const { id, name } = provider
  return (
    <li className="row fallback" data-testid={`fallback-${id}`}>
      <p>
        <span className="figures soft">{index + 1}.</span> <span className="row-title">{name}</span>{' '}
        <KeyBadge provider={provider} inList />
        {(model ?? provider.defaultModel) === '' && (
          <>
            {' '}
            <Badge tone="warn">No model: skipped</Badge>
          </>
        )}
      </p>
      <div className="row-control">
        <IconButton
          label={`Ask ${name} earlier`}
          disabled={index === 0}
          onClick={() => onMove('up')}
          data-focus={`${id}-up`}
          data-testid={`fallback-up-${id}`}
        >
          <ArrowUp aria-hidden />
        </IconButton>
        <IconButton
          label={`Ask ${name} later`}
          disabled={index === count - 1}
          onClick={() => onMove('down')}
          data-focus={`${id}-down`}
          data-testid={`fallback-down-${id}`}
        >
          <ArrowDown aria-hidden />
        </IconButton>
        <IconButton
          label={`Do not ask ${name}`}
          onClick={onRemove}
          data-focus={`${id}-remove`}
          data-testid={`fallback-remove-${id}`}
        >
          <X aria-hidden />
        </IconButton>
      </div>
    </li>
  )
}

/**
 * A list that is put in order by keyboard keeps the focus on what was pressed,
 * or on its neighbour when that is disabled now.
 */
function useKeptFocus(list: RefObject<HTMLElement | null>, order: string) {
  const wanted = useRef<readonly string[]>([])
  useEffect(() => {
    const target = wanted.current
      .map((name) => list.current?.querySelector<HTMLButtonElement>(`[data-focus="${name}"]:enabled`))
      .find((each) => each != null)
    wanted.current = []
    target?.focus()
  }, [list, order])
  return (...names: readonly string[]) => {
    wanted.current = names
  }
}
