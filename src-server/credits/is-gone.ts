import type { Instance, SeenInstance } from './instance-list.ts'

/**
 * Whether an instance's process has ended (or hangs): it is not listed, it has been silent for too long, or
 * it ran on this machine and its process id is ours now or nobody's.
 */
export function isGone(seen: SeenInstance, self: Instance, silentForMs: number): boolean {
  if (seen.pid === null || seen.silentMs === null || seen.silentMs > silentForMs) return true
  return seen.host === self.host && (seen.pid === self.pid || !isAlive(seen.pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user (EPERM) is alive.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}
