/** What tells one desktop from another. */
const seatVariables = [
  'DISPLAY',
  'DBUS_SESSION_BUS_ADDRESS',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
]

/**
 * The environment of several desktops for one command whose processes take one each. The first is the one for
 * who takes none.
 *
 * @param {NodeJS.ProcessEnv[]} desktops
 * @returns {NodeJS.ProcessEnv}
 */
export function offerSeats(desktops) {
  const seats = desktops.map((env) => Object.fromEntries(seatVariables.map((name) => [name, env[name]])))
  return { ...desktops[0], REPHLO_SEATS: JSON.stringify(seats) }
}

/**
 * Moves this process to a desktop of its own, where several are offered: screen, clipboard, keyboard and
 * keyring are then nobody else's.
 *
 * @param {number} index of the worker, from 0
 */
export function takeSeat(index) {
  const offered = process.env['REPHLO_SEATS']
  if (offered === undefined) return
  /** @type {Record<string, string>[]} */
  const seats = JSON.parse(offered)
  Object.assign(process.env, seats[index % seats.length])
}
