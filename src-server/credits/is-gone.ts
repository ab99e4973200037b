import { isOfThisProcess } from './instance-id.ts'
import type { Instance, SeenInstance } from './instance-list.ts'

/**
 * Whether an instance's process has ended (or hangs): it is not listed, it has been silent for too long, or
 * it ran on this machine and its process id is nobody's now, or ours without being one of our own instances.
 */
export function isGone(seen: SeenInstance, self: Instance, silentForMs: number): boolean {
  if (seen.pid === null || seen.silentMs === null || seen.silentMs > silentForMs) return true
  if (seen.host !== self.host || isOfThisProcess(seen.id)) return false
  return seen.pid === self.pid || !isAlive(seen.pid)
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
