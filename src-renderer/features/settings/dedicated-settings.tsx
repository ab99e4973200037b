import { RotateCw } from 'lucide-react'
import { useEffect } from 'react'
import { dedicatedProviderId } from '../../../src-shared/dedicated-provider-id.ts'
import type { DedicatedStatus, Settings } from '../../../src-shared/entities.ts'
import type { DedicatedCredits } from '../../../src-shared/ipc/contract.ts'
import { Button } from '../../ui/button.tsx'
import { formatCreditsWorth, formatPlural } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { LoginForm } from './login-form.tsx'
import { ModelSetting } from './model-setting.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** The login at a team's gateway, what is left to spend there, and which of its models answers. */
export function DedicatedSettings({ settings }: { settings: Settings }) {
  const status = useSettings((state) => state.dedicated)
  const provider = useSettings((state) => state.providers.find(({ id }) => id === dedicatedProviderId))
  const { loadDedicated } = useSettings.getState()
  useEffect(() => void loadDedicated(), [loadDedicated])
  if (status === undefined) return null
  return (
    <SettingGroup title="Dedicated API">
      {status.login === undefined ? (
        <Setting
          title="Log in"
          hint={
            'Whoever runs the server tells you its address and gives you an account. ' +
            'The password is sent and forgotten; the session is kept in the keychain.'
          }
          control={null}
        >
          {status.problem !== undefined && (
            <Notice level="warning" testId="dedicated-problem">
              {status.problem}
            </Notice>
          )}
          <LoginForm
            key={`${status.server ?? ''} ${status.lastEmail ?? ''}`}
            server={status.server ?? ''}
            email={status.lastEmail ?? ''}
          />
        </Setting>
      ) : (
        <>
          <Login status={status} login={status.login} />
          <Balance />
          {provider !== undefined && provider.models.length > 0 && (
            <ModelSetting settings={settings} provider={provider} />
          )}
        </>
      )}
    </SettingGroup>
  )
}

const places: Readonly<Record<NonNullable<DedicatedStatus['login']>['keptIn'], string>> = {
  keychain: 'The session is kept in the keychain',
  session: 'The session lasts until Rephlo quits',
  environment: 'With the token in REPHLO_API_TOKEN',
}

function Login({ status, login }: { status: DedicatedStatus; login: NonNullable<DedicatedStatus['login']> }) {
  const busy = useSettings((state) => state.dedicatedBusy)
  const logOut = useSettings((state) => state.logOut)
  const facts = [
    hostOf(status.server),
    login.tier === undefined ? undefined : `tier ${login.tier}`,
    places[login.keptIn],
  ]
  return (
    <Setting
      title={login.email ?? 'Logged in'}
      hint={
        <span data-testid="dedicated-account">{facts.filter((fact) => fact !== undefined).join(' · ')}</span>
      }
      control={
        login.keptIn !== 'environment' && (
          <Button disabled={busy} onClick={() => void logOut()} data-testid="dedicated-logout">
            Log out
          </Button>
        )
      }
    >
      {status.problem !== undefined && (
        <Notice level="warning" testId="dedicated-problem">
          {status.problem}
        </Notice>
      )}
    </Setting>
  )
}

function Balance() {
  const credits = useSettings((state) => state.dedicatedCredits)
  const problem = useSettings((state) => state.creditsProblem)
  const loadCredits = useSettings((state) => state.loadCredits)
  return (
    <Setting
      title="Credits"
      hint={credits === undefined ? 'Runs are paid with credits.' : describeCredits(credits)}
      control={
        <>
          <span className="figures row-title" data-testid="dedicated-balance">
            {credits === undefined ? unknownBalance(problem) : formatPlural(credits.balance, 'credit')}
          </span>
          <IconButton
            label="Ask again"
            onClick={() => void loadCredits()}
            data-testid="dedicated-balance-refresh"
          >
            <RotateCw aria-hidden />
          </IconButton>
        </>
      }
    >
      {problem !== undefined && (
        <Notice level="warning" testId="dedicated-credits-problem">
          {problem}
        </Notice>
      )}
    </Setting>
  )
}

/** What cannot be read is said to be so; a dash stands while it is asked. */
function unknownBalance(problem: string | undefined): string {
  return problem === undefined ? '–' : 'not known'
}

function describeCredits({ balance, held, creditsPerDollar }: DedicatedCredits): string {
  const worth =
    `Worth ${formatCreditsWorth(balance, creditsPerDollar)}: ` +
    `${formatPlural(creditsPerDollar, 'credit')} are $1.`
  return held === 0 ? worth : `${worth} Runs under way hold ${formatPlural(held, 'more credit')}.`
}

function hostOf(server: string | undefined): string | undefined {
  return server === undefined ? undefined : URL.parse(server)?.host
}
