import type { MainSection } from '../../../src-shared/ipc/events.ts'
import { sections } from './sections.ts'

/** The section that the window was opened for, as its address says (`main.html#savings`). */
export function sectionOfAddress(hash: string): MainSection | undefined {
  return sections.find(({ id }) => hash === `#${id}`)?.id
}
