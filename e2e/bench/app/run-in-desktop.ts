import { spawnSync } from 'node:child_process'
import { inProject } from './project-folder.ts'

/** True in a private desktop, and where there are none: elsewhere than on Linux. */
export function isInDesktop(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.REPHLO_PRIVATE_DESKTOP)
}

/** Runs Node with these arguments once more, in a private desktop; gives its exit code. */
export function runInDesktop(nodeArguments: readonly string[]): number {
  const command = [inProject('scripts/with-desktop.mjs'), process.execPath, ...nodeArguments]
  return spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1
}
