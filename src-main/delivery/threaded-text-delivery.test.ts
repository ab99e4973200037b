import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PrivateDesktop } from '../x11/testing/private-desktop.ts'
import type { DeliveryRequest } from './delivery.ts'
import { ThreadedTextDelivery } from './threaded-text-delivery.ts'

const threadFile = new URL('./x11-delivery-thread.ts', import.meta.url)
/** The machine may be slow and busy. */
const patience = 10
let desktop: PrivateDesktop

beforeAll(async () => {
  desktop = await PrivateDesktop.start()
})
afterAll(async () => {
  await desktop.stop()
})

function requestFor(window: number): DeliveryRequest {
  return { mode: 'replace', text: 'new', originalText: 'old', source: { id: window, isTerminal: false } }
}

test('serves the clipboard while the thread that shows windows is blocked', async () => {
  const delivery = new ThreadedTextDelivery(threadFile, { display: desktop.display, patience })
  expect(await delivery.writeClipboardText('served')).toBe(true)
  // Blocks this thread, as Chromium does while one of our windows pastes.
  const { stdout } = spawnSync('xclip', ['-selection', 'clipboard', '-t', 'UTF8_STRING', '-o'], {
    env: { ...process.env, DISPLAY: desktop.display },
    encoding: 'utf8',
    timeout: 100_000,
  })
  expect(stdout).toBe('served')
  await delivery.dispose()
})

test('delivers through the thread, and the thread ends with it', async () => {
  const delivery = new ThreadedTextDelivery(threadFile, { display: desktop.display, patience })
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'kept')
  const editor = await desktop.openMousepad('old')
  await editor.selectAll()
  expect(await delivery.deliver(requestFor(editor.window), new AbortController().signal)).toEqual({
    delivered: true,
  })
  expect((await editor.save('new')).trimEnd()).toBe('new')
  expect((await desktop.readSelection('clipboard', 'UTF8_STRING')).toString()).toBe('kept')
  await editor.close()
  await delivery.dispose()
})

test('a signal stops a delivery that is running in the thread', async () => {
  const delivery = new ThreadedTextDelivery(threadFile, { display: desktop.display, patience })
  const hung = await desktop.ownSelection('CLIPBOARD', 'hung')
  const editor = await desktop.openMousepad('old')
  await editor.selectAll()
  const controller = new AbortController()
  const outcome = delivery.deliver(requestFor(editor.window), controller.signal)
  setTimeout(() => controller.abort(new Error('stopped')), 300)
  await expect(outcome).rejects.toThrow('stopped')
  hung.kill()
  await editor.close()
  await delivery.dispose()
})

test('a thread that cannot start is a message, not a crash', async () => {
  const delivery = new ThreadedTextDelivery(new URL('./no-such-file.ts', import.meta.url), {
    display: desktop.display,
  })
  expect(await delivery.deliver(requestFor(1), new AbortController().signal)).toMatchObject({
    delivered: false,
    reason: 'unsupported',
  })
  expect(await delivery.writeClipboardText('x')).toBe(false)
  await delivery.dispose()
})
