import { useEffect, type ReactNode } from 'react'
import type { MainSection } from '../../src-shared/ipc/events.ts'
import { CommandsPage } from '../features/commands/commands-page.tsx'
import { useCommands } from '../features/commands/commands-store.ts'
import { SavingsPage } from '../features/savings/savings-page.tsx'
import { useSavings } from '../features/savings/savings-store.ts'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { useSettings } from '../features/settings/settings-store.ts'
import { useShell } from '../features/shell/shell-store.ts'
import { Shell } from '../features/shell/shell.tsx'
import { SpacesPage } from '../features/spaces/spaces-page.tsx'
import { useSpaces } from '../features/spaces/spaces-store.ts'
import { StartPage } from '../features/start/start-page.tsx'
import { useStart } from '../features/start/start-store.ts'
import { applyTheme } from '../ui/theme.ts'
import { useStarted } from '../ui/use-started.ts'

/**
 * Every store lives as long as the window: what was typed in one section is there after a look at another.
 */
function startStores() {
  const stops = [useShell, useStart, useSpaces, useCommands, useSavings, useSettings].map((store) =>
    store.getState().start(),
  )
  return () => stops.forEach((stop) => stop())
}

const openSettings = () => useShell.getState().show('settings')

const pages: Readonly<Record<MainSection, () => ReactNode>> = {
  start: () => <StartPage onOpenSettings={openSettings} />,
  spaces: () => <SpacesPage />,
  commands: () => <CommandsPage />,
  savings: () => <SavingsPage />,
  settings: () => <SettingsPage />,
}

/** The main window: the shell around the section that is shown. */
export function MainApp() {
  const section = useShell((state) => state.section)
  const theme = useShell((state) => state.theme)
  useStarted(startStores)
  useEffect(() => (theme === undefined ? undefined : applyTheme(theme)), [theme])
  return <Shell>{pages[section]()}</Shell>
}
