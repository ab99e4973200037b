import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const module = join(import.meta.dirname, 'local-day.ts')

/** The days in a time zone, which a process reads once: each in a process of its own. */
function daysIn(zone: string, calls: readonly (readonly [moment: string, daysEarlier: number])[]): string[] {
  const script = `
    import { localDay } from ${JSON.stringify(module)}
    const calls = ${JSON.stringify(calls)}
    console.log(JSON.stringify(calls.map(([moment, days]) => localDay(new Date(moment).getTime(), days))))`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, TZ: zone },
    encoding: 'utf8',
  })
  return JSON.parse(output) as string[]
}

// F25-seven-days-over-a-clock-change, and its siblings.
test.each([
  ['Europe/Berlin', '2026-10-25T23:30:00', 6, '2026-10-19'],
  ['Europe/Berlin', '2026-03-30T00:30:00', 6, '2026-03-24'],
  ['Europe/Berlin', '2026-10-25T02:30:00', 0, '2026-10-25'],
  ['America/New_York', '2026-11-01T23:59:59', 6, '2026-10-26'],
  ['America/New_York', '2026-03-09T00:00:00', 1, '2026-03-08'],
  ['Australia/Lord_Howe', '2026-04-05T23:45:00', 6, '2026-03-30'],
  ['Australia/Lord_Howe', '2026-10-05T00:10:00', 1, '2026-10-04'],
  // Midnight does not exist on the day of the change.
  ['America/Santiago', '2026-09-07T00:30:00', 1, '2026-09-06'],
  ['UTC', '2028-03-01T12:00:00', 1, '2028-02-29'],
  ['UTC', '2027-01-05T00:00:00', 6, '2026-12-30'],
  ['Asia/Kathmandu', '2026-05-01T00:00:00', 29, '2026-04-02'],
])('in %s, %s less %i days is %s', (zone, moment, days, expected) => {
  expect(daysIn(zone, [[moment, days]])).toEqual([expected])
})

test('every range has its number of days, on each day of a year with two changes', () => {
  const first = Date.UTC(2026, 0, 1)
  const isoDay = (day: number) => new Date(first + day * 86_400_000).toISOString().slice(0, 10)
  for (const clock of ['00:10:00', '23:50:00']) {
    const days = Array.from({ length: 365 }, (_, day) => day)
    const calls = days.map((day) => [`${isoDay(day)}T${clock}`, 6] as const)
    expect(daysIn('Europe/Berlin', calls)).toEqual(days.map((day) => isoDay(day - 6)))
  }
})
