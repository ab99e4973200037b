import { afterEach, expect, test, vi } from 'vitest'
import { keepFresh, refreshMs } from './keep-fresh.ts'

afterEach(() => vi.useRealTimers())

/** Loads that end when and as the test says. */
function controlledLoads() {
  const waiting: { resolve: (value: number) => void; reject: (error: Error) => void }[] = []
  return {
    waiting,
    load: async () => await new Promise<number>((resolve, reject) => waiting.push({ resolve, reject })),
  }
}

test('a slow load does not put an older copy over a newer one', async () => {
  const { waiting, load } = controlledLoads()
  const opening = keepFresh(load)
  waiting[0]?.resolve(0)
  using copy = await opening
  const [slow, quick] = [copy.refresh(), copy.refresh()]
  waiting[2]?.resolve(2)
  await quick
  expect(copy.current()).toBe(2)
  waiting[1]?.resolve(1)
  await slow
  expect(copy.current()).toBe(2)
})

test('the last copy stays in force while loads fail, and the next good one is taken', async () => {
  vi.useFakeTimers()
  let value: number | Error = 1
  const heard: unknown[] = []
  const load = async (): Promise<number> =>
    value instanceof Error ? await Promise.reject(value) : await Promise.resolve(value)
  using copy = await keepFresh(load, { onError: (error) => heard.push(error) })
  value = new Error('away')
  await vi.advanceTimersByTimeAsync(refreshMs)
  expect([copy.current(), heard]).toEqual([1, [value]])
  value = 2
  await vi.advanceTimersByTimeAsync(refreshMs)
  expect(copy.current()).toBe(2)
})

test('what cannot be loaded at the start is thrown, and a copy that was disposed of asks no more', async () => {
  vi.useFakeTimers()
  await expect(keepFresh(() => Promise.reject(new Error('no database')))).rejects.toThrow('no database')
  const load = vi.fn(() => Promise.resolve(1))
  const copy = await keepFresh(load)
  copy[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(10 * refreshMs)
  expect(load).toHaveBeenCalledTimes(1)
})

test('two refreshes fit into the five seconds that other instances are promised', () => {
  expect(refreshMs).toBeLessThanOrEqual(4_500)
})
