import { useEffect } from 'react'

/** Runs a store's `start` while the component is shown: it loads, listens, and returns how to stop. */
export function useStarted(start: () => () => void): void {
  useEffect(() => start(), [start])
}
