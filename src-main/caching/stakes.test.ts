import { expect, test } from 'vitest'
import { openTestStorage } from '../storage/open-test-storage.ts'
import { Stakes } from './stakes.ts'

const options = (now = 0, isAlive = true) => ({
  now: () => now,
  isAlive: () => isAlive,
  report: () => undefined,
})

test('what is held adds up by account until it is let go, once', () => {
  using opened = disposable()
  const stakes = new Stakes(opened.storage, options())
  const letGo = stakes.hold('a', 5)
  stakes.hold('a', 2)
  stakes.hold('b', 9)
  expect(stakes.sum('a')).toBe(7)
  letGo()
  letGo()
  expect(stakes.sum('a')).toBe(2)
})

test('a stake of a process that died, or that is ten minutes old, counts no more', () => {
  using opened = disposable()
  new Stakes(opened.storage, options(0)).hold('a', 5)
  opened.storage.run('UPDATE cache_stakes SET process_id = process_id + 1')
  expect(new Stakes(opened.storage, options(0, true)).sum('a')).toBe(5)
  expect(new Stakes(opened.storage, options(0, false)).sum('a')).toBe(0)
  expect(new Stakes(opened.storage, options(11 * 60_000)).sum('a')).toBe(0)
})

test('an error of the work itself comes through, and nothing of it is kept', () => {
  using opened = disposable()
  const stakes = new Stakes(opened.storage, options())
  expect(() =>
    stakes.atomically(() => {
      stakes.hold('a', 5)
      throw new TypeError('wrong')
    }),
  ).toThrow('wrong')
  expect(stakes.sum('a')).toBe(0)
})

test('a database that cannot be written costs the stake, never the run', () => {
  using opened = disposable()
  const reports: string[] = []
  const stakes = new Stakes(opened.storage, { ...options(), report: (message) => reports.push(message) })
  opened.storage.close()
  expect(stakes.atomically(() => 'done')).toBe('done')
  stakes.hold('a', 5)()
  expect(stakes.sum('a')).toBe(0)
  expect(reports.length).toBeGreaterThan(0)
})

function disposable() {
  const opened = openTestStorage()
  return { storage: opened.storage, [Symbol.dispose]: () => opened.remove() }
}
