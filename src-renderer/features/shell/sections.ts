import { ChartNoAxesColumn, House, Layers, Settings2, SquareTerminal, type LucideIcon } from 'lucide-react'
import type { MainSection } from '../../../src-shared/ipc/events.ts'

/** The sections in the order of the navigation, which is also that of Ctrl+1 to Ctrl+5. */
export const sections: readonly { id: MainSection; title: string; icon: LucideIcon }[] = [
  { id: 'start', title: 'Start', icon: House },
  { id: 'spaces', title: 'Spaces', icon: Layers },
  { id: 'commands', title: 'Commands', icon: SquareTerminal },
  { id: 'savings', title: 'Savings', icon: ChartNoAxesColumn },
  { id: 'settings', title: 'Settings', icon: Settings2 },
]
