/**
 * Runs a command in a desktop of its own: `with-desktop.mjs [--seats 2] <command…>`. X server, window
 * manager, session bus and an unlocked keyring, so that neither the developer's screen nor the developer's
 * keyring is touched. With seats there are several, for the command's processes to take one each. Linux only;
 * elsewhere the command runs as it is. Exits with the command's exit code.
 */
import { runInForeground, withProjectBinaries } from './run-in-foreground.mjs'
import { ServiceError } from './with-desktop/service.mjs'
import { openDesktop } from './with-desktop/open-desktop.mjs'
import { offerSeats } from './with-desktop/seats.mjs'

const given = process.argv.slice(2)
const seats = given[0] === '--seats' ? Number(given.splice(0, 2)[1]) : 1
const [command, ...commandArguments] = given

if (command === undefined) {
  process.stderr.write('usage: node scripts/with-desktop.mjs [--seats N] <command> [arguments]\n')
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
  /** @type {Awaited<ReturnType<typeof openDesktop>>[]} */
  const desktops = []
  try {
    for (let seat = 0; seat < seats; seat += 1)
      desktops.push(await openDesktop(withProjectBinaries(), interruption.signal))
    if (interruption.signal.aborted) return 130
    return await runInForeground(command, commandArguments, {
      env: offerSeats(desktops.map(({ env }) => env)),
    })
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error
    process.stderr.write(`${error.message}\n`)
    return interruption.signal.aborted ? 130 : 1
  } finally {
    for (const desktop of desktops) await desktop.close()
  }
}
