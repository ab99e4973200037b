/**
 * Runs a command in a desktop of its own: `with-desktop.mjs <command…>`. X server, window manager, session bus and an
 * unlocked keyring, so that neither the developer's screen nor the developer's keyring is touched. Linux only; elsewhere
 * the command runs as it is. Exits with the command's exit code.
 */
import { runInForeground, withProjectBinaries } from './run-in-foreground.mjs'
import { ServiceError } from './with-desktop/service.mjs'
import { openDesktop } from './with-desktop/open-desktop.mjs'

const [command, ...commandArguments] = process.argv.slice(2)

if (command === undefined) {
  process.stderr.write('usage: node scripts/with-desktop.mjs <command> [arguments]\n')
  process.exitCode = 2
} else if (process.platform !== 'linux' || process.env['REPHLO_PRIVATE_DESKTOP']) {
  process.exitCode = await runInForeground(command, commandArguments, { env: withProjectBinaries() })
} else {
  process.exitCode = await runInDesktop(command, commandArguments)
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 */
async function runInDesktop(command, commandArguments) {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt)
  try {
    const desktop = await openDesktop(withProjectBinaries(), interruption.signal)
    try {
      if (interruption.signal.aborted) return 130
      return await runInForeground(command, commandArguments, { env: desktop.env })
    } finally {
      await desktop.close()
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    process.stderr.write(`${error.message}\n`)
    return interruption.signal.aborted ? 130 : 1
  }
}
