import { expect, test, vi } from 'vitest'
import { offerSeats, takeSeat } from './seats.mjs'

const desktop = (/** @type {string} */ display) => ({
  DISPLAY: display,
  DBUS_SESSION_BUS_ADDRESS: `bus ${display}`,
  XDG_CONFIG_HOME: '/config',
  XDG_DATA_HOME: '/data',
  XDG_STATE_HOME: '/state',
  XDG_RUNTIME_DIR: '/runtime',
})

test('workers take different desktops, and begin again when there are more workers', () => {
  const env = offerSeats([{ ...desktop(':7'), HOME: '/home' }, desktop(':8')])
  expect([env['DISPLAY'], env['HOME'], env['REPHLO_SEATS']]).toEqual([
    ':7',
    '/home',
    expect.not.stringContaining('HOME":"/home'),
  ])
  for (const [name, value] of Object.entries({ ...desktop(''), REPHLO_SEATS: env['REPHLO_SEATS'] }))
    vi.stubEnv(name, value)
  const displays = [0, 1, 2].map((index) => {
    takeSeat(index)
    return [process.env['DISPLAY'], process.env['DBUS_SESSION_BUS_ADDRESS']]
  })
  vi.unstubAllEnvs()
  expect(displays).toEqual([
    [':7', 'bus :7'],
    [':8', 'bus :8'],
    [':7', 'bus :7'],
  ])
})
