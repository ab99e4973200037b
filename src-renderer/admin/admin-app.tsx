import { useEffect, type ReactNode } from 'react'
import { applyTheme } from '../ui/theme.ts'
import { useStarted } from '../ui/use-started.ts'
import { useCaching } from './features/caching/caching-store.ts'
import { CachingPage } from './features/caching/caching-page.tsx'
import { Frame } from './features/frame/frame.tsx'
import { useSection } from './features/frame/use-section.ts'
import { GatewayPage } from './features/gateway/gateway-page.tsx'
import { useGateway } from './features/gateway/gateway-store.ts'
import { OverviewPage } from './features/overview/overview-page.tsx'
import { useOverview } from './features/overview/overview-store.ts'
import { LoginPage } from './features/session/login-page.tsx'
import { useSession } from './features/session/session-store.ts'
import { StuckPage } from './features/session/stuck-page.tsx'
import { TiersPage } from './features/tiers/tiers-page.tsx'
import { useTiers } from './features/tiers/tiers-store.ts'
import { UsersPage } from './features/users/users-page.tsx'
import { useUsers } from './features/users/users-store.ts'
import type { Section } from './sections.ts'
import { Loading } from './ui/loading.tsx'

const startSession = useSession.getState().start

/** Forgets what was shown to the admin who logged out. */
function forgetAll(): void {
  useOverview.setState(useOverview.getInitialState(), true)
  useCaching.setState(useCaching.getInitialState(), true)
  useUsers.setState(useUsers.getInitialState(), true)
  useTiers.setState(useTiers.getInitialState(), true)
  useGateway.setState(useGateway.getInitialState(), true)
}

function pageOf(section: Section, ownId: string): ReactNode {
  switch (section) {
    case 'overview':
      return <OverviewPage />
    case 'caching':
      return <CachingPage />
    case 'users':
      return <UsersPage ownId={ownId} />
    case 'tiers':
      return <TiersPage />
    case 'gateway':
      return <GatewayPage />
  }
}

/** The admin page: the login, or the frame around the section that the address names. */
export function AdminApp() {
  const { phase, account, logout } = useSession()
  const section = useSection()
  useStarted(startSession)
  useEffect(() => applyTheme('system'), [])
  // Again before the next login: what was given up in flight has reported its failure in the meantime.
  useEffect(() => {
    if (phase !== 'out') return
    forgetAll()
    return forgetAll
  }, [phase])
  if (phase === 'starting') return <Loading />
  if (phase === 'stuck') return <StuckPage />
  if (phase === 'out' || account === undefined) return <LoginPage />
  return (
    <Frame section={section} email={account.email} onLogOut={() => void logout()}>
      {pageOf(section, account.id)}
    </Frame>
  )
}
