import { createContext, useContext } from 'react'

/** The id of the text that explains the controls within. */
export const DescriptionContext = createContext<string | undefined>(undefined)

/** What a control is described by: the text around it, and texts of its own. */
export function useDescription(...own: readonly (string | undefined)[]): string | undefined {
  const ids = [useContext(DescriptionContext), ...own].filter((id) => id !== undefined)
  return ids.length === 0 ? undefined : ids.join(' ')
}
