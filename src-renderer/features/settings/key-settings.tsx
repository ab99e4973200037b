import { useState, type SubmitEvent } from 'react'
import type { KeyStatus, ProviderInfo } from '../../../src-shared/entities.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { OwnProvider } from './own-providers.ts'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

const locations: Readonly<
  Record<KeyStatus['location'], { words: string; tone: 'good' | 'warn' | 'neutral' }>
> = {
  keychain: { words: 'In the keychain', tone: 'good' },
  session: { words: 'This session only', tone: 'warn' },
  environment: { words: 'From the environment', tone: 'good' },
  none: { words: 'No key', tone: 'neutral' },
}

/** Where the key of a provider is, in a word. */
export function KeyBadge({ provider, inList = false }: { provider: ProviderInfo; inList?: boolean }) {
  const status = useSettings((state) => state.keys.find((key) => key.provider === provider.id))
  const location = locations[status?.location ?? 'none']
  const words =
    !provider.needsKey && (status?.location ?? 'none') === 'none' ? 'Key optional' : location.words
  return (
    <Badge tone={location.tone} testId={`${inList ? 'fallback-key' : 'key-status'}-${provider.id}`}>
      {words}
    </Badge>
  )
}

/** One's own key. It goes to the main process once and never comes back to this window. */
export function KeySetting({ provider }: { provider: OwnProvider }) {
  const status = useSettings((state) => state.keys.find((key) => key.provider === provider.id))
  const busy = useSettings((state) => state.busyKey === provider.id)
  const { testKey, removeKey } = useSettings.getState()
  const hasKey = status !== undefined && status.location !== 'none'
  return (
    <Setting
      title={provider.needsKey ? 'Key' : 'Key (optional)'}
      hint={provider.needsKey ? undefined : 'Most servers on your own computer ask for none.'}
      control={
        (hasKey || !provider.needsKey) && (
          <>
            <Button
              disabled={busy}
              onClick={() => void testKey(provider.id)}
              data-testid={`key-test-${provider.id}`}
            >
              Test
            </Button>
            {hasKey && status.location !== 'environment' && (
              <Button
                look="quiet"
                disabled={busy}
                onClick={() => void removeKey(provider.id)}
                data-testid={`key-remove-${provider.id}`}
              >
                Remove
              </Button>
            )}
          </>
        )
      }
    >
      {status?.location === 'environment' ? (
        <p className="row-hint">
          A key from the environment is used before a stored one. Start Rephlo without it to use the keychain.
        </p>
      ) : (
        <KeyForm provider={provider} keychainProblem={status?.keychainProblem} hasKey={hasKey} />
      )}
      <KeyNotes provider={provider} hasKey={hasKey} />
    </Setting>
  )
}

interface KeyFormProps {
  provider: ProviderInfo
  keychainProblem: string | undefined
  hasKey: boolean
}

function KeyForm({ provider, keychainProblem, hasKey }: KeyFormProps) {
  const saveKey = useSettings((state) => state.saveKey)
  const failed = useSettings((state) => state.keyNotes[provider.id]?.level === 'error')
  const busy = useSettings((state) => state.busyKey === provider.id)
  const [key, setKey] = useState('')
  const save = async (sessionOnly: boolean) => {
    if (key.trim() !== '' && (await saveKey(provider.id, key.trim(), sessionOnly))) setKey('')
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void save(false)
  }
  const disabled = key.trim() === '' || busy
  return (
    <>
      <form className="key-form" onSubmit={onSubmit}>
        <input
          className="input"
          type="password"
          aria-label={`${provider.name} key`}
          placeholder={hasKey ? 'Paste another key to replace it' : 'Paste your key'}
          autoComplete="off"
          spellCheck={false}
          maxLength={500}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          data-testid={`key-input-${provider.id}`}
        />
        <Button
          type="submit"
          look={key === '' ? 'plain' : 'primary'}
          disabled={disabled}
          data-testid={`key-save-${provider.id}`}
        >
          Save to keychain
        </Button>
      </form>
      {(keychainProblem !== undefined || (failed && key !== '')) && (
        <SessionOnly
          provider={provider}
          problem={keychainProblem}
          disabled={disabled}
          onUse={() => void save(true)}
        />
      )}
    </>
  )
}

interface SessionOnlyProps {
  provider: ProviderInfo
  problem: string | undefined
  disabled: boolean
  onUse: () => void
}

/** The way out where the keychain cannot be used. */
function SessionOnly({ provider, problem, disabled, onUse }: SessionOnlyProps) {
  return (
    <Notice
      level="warning"
      testId={`key-keychain-problem-${provider.id}`}
      actions={
        <Button disabled={disabled} onClick={onUse} data-testid={`key-session-${provider.id}`}>
          Use for this session only
        </Button>
      }
    >
      {problem ?? 'The key can also be used without keeping it.'}
    </Notice>
  )
}

/** What came of the last action, and the way to using a key that is there. */
function KeyNotes({ provider, hasKey }: { provider: OwnProvider; hasKey: boolean }) {
  const note = useSettings((state) => state.keyNotes[provider.id])
  const answering = useSettings((state) =>
    state.providers.find((each) => each.id === state.settings?.provider),
  )
  const update = useSettings((state) => state.update)
  return (
    <>
      {note !== undefined && (
        <Notice level={note.level} testId={`key-note-${provider.id}`}>
          {note.message}
        </Notice>
      )}
      {hasKey && answering !== undefined && answering.id !== provider.id && (
        <p className="note">
          {answering.practice ? 'Rephlo still answers in practice mode. ' : `${answering.name} answers now. `}
          <Button
            look="link"
            onClick={() => void update({ provider: provider.id })}
            data-testid={`key-use-${provider.id}`}
          >
            Use {provider.name}
          </Button>
        </p>
      )}
    </>
  )
}
