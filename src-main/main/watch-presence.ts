import { powerMonitor } from 'electron'

/** After this many seconds without input, nobody is taken to be there. */
const idleSeconds = 5 * 60

/**
 * Whether the computer is idle, locked or asleep; `onAway` is called when it is
 * locked or goes to sleep. Call once the app is ready.
 */
export function watchPresence(onAway: () => void): () => boolean {
  let isAsleep = false
  powerMonitor.on('suspend', () => {
    isAsleep = true
    onAway()
  })
  powerMonitor.on('resume', () => {
    isAsleep = false
  })
  powerMonitor.on('lock-screen', onAway)
  return () => isAsleep || powerMonitor.getSystemIdleState(idleSeconds) !== 'active'
}
