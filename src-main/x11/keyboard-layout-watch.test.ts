import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { KeyboardLayoutWatch } from './keyboard-layout-watch.ts'
import { PrivateDesktop } from './testing/private-desktop.ts'

let desktop: PrivateDesktop
const generous = { timeout: 60_000 }

beforeAll(async () => {
  desktop = await PrivateDesktop.start()
}, 120_000)

afterAll(() => desktop.stop())

beforeEach(() => layout('us'))

function layout(...args: string[]): void {
  execFileSync('setxkbmap', ['-display', desktop.display, '-layout', ...args])
}

async function watch(): Promise<() => number> {
  const changed = vi.fn()
  const watching = await KeyboardLayoutWatch.start(desktop.display, changed)
  onTestFinished(() => watching[Symbol.dispose]())
  return () => changed.mock.calls.length
}

test('a switch of the layout is told, there and back', async () => {
  const count = await watch()
  layout('us', '-variant', 'dvorak')
  await vi.waitFor(() => expect(count()).toBe(1), generous)
  layout('us')
  await vi.waitFor(() => expect(count()).toBe(2), generous)
})

test('the same layout again, and synthetic keys, are no switch', async () => {
  const count = await watch()
  layout('us')
  execFileSync('xdotool', ['key', 'a'], { env: { ...process.env, DISPLAY: desktop.display } })
  layout('ru,us')
  await vi.waitFor(() => expect(count()).toBe(1), generous)
})

test('a display that is not there is refused', async () => {
  await expect(KeyboardLayoutWatch.start(':4999', () => undefined)).rejects.toMatchObject({
    code: 'no-display',
  })
})
