import { ChartNoAxesColumn, House, Layers, Settings2, Users, type LucideIcon } from 'lucide-react'

/** The sections in the order of the navigation; the id is the address behind `#`. */
export const sections = [
  { id: 'overview', title: 'Overview', icon: House },
  { id: 'caching', title: 'Cache analytics', icon: ChartNoAxesColumn },
  { id: 'users', title: 'Users', icon: Users },
  { id: 'tiers', title: 'Tiers', icon: Layers },
  { id: 'gateway', title: 'Gateway', icon: Settings2 },
] as const satisfies readonly { id: string; title: string; icon: LucideIcon }[]

export type Section = (typeof sections)[number]['id']

/** The section that an address names (`#users`); the first when it names none. */
export function sectionOfHash(hash: string): Section {
  return sections.find(({ id }) => hash === `#${id}`)?.id ?? sections[0].id
}
