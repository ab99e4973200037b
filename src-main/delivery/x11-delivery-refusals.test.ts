import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../x11/testing/private-desktop.ts'
import { DeliveryDesk } from './testing/delivery-desk.ts'
import { X11TextDelivery } from './x11-text-delivery.ts'

let desk: DeliveryDesk

beforeAll(async () => {
  desk = await DeliveryDesk.start()
})
afterAll(async () => await desk.stop())
beforeEach(async () => await desk.clear())
afterEach(async () => await desk.tidy())

test('a closed source leaves the text on the clipboard and says so', async () => {
  const editor = await desk.selectedEditor('old')
  const source = await desk.sourceOf(editor)
  await editor.close()
  desk.editors.length = 0
  expect(await desk.deliver(source, 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'source-gone',
    message: expect.stringContaining('on the clipboard') as string,
  })
  expect(await desk.clipboardText()).toBe('new')
})

test('a changed selection is not replaced', async () => {
  const editor = await desk.selectedEditor('two words')
  const source = await desk.sourceOf(editor)
  await desk.desktop.keys('ctrl+Home', 'shift+ctrl+Right')
  await until(
    'the selection to change',
    async () => (await desk.desktop.readSelection('primary', 'UTF8_STRING')).toString() === 'two',
  )
  expect(await desk.deliver(source, 'new', 'two words')).toMatchObject({
    delivered: false,
    reason: 'selection-changed',
  })
  expect(await desk.clipboardText()).toBe('new')
  expect((await editor.save()).trimEnd()).toBe('two words')
})

test('a selection that was taken over by another program is not replaced', async () => {
  const editor = await desk.selectedEditor('old')
  const source = await desk.sourceOf(editor)
  await desk.desktop.fillSelection('primary', 'UTF8_STRING', 'old')
  expect(await desk.deliver(source, 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'selection-changed',
  })
})

test('never pastes into a terminal', async () => {
  const editor = await desk.selectedEditor('old')
  expect(await desk.deliver(await desk.sourceOf(editor, true), 'rm -rf /', 'old')).toMatchObject({
    delivered: false,
    reason: 'terminal',
  })
  expect((await editor.save()).trimEnd()).toBe('old')
})

test('a window that takes no paste ends in a message, with the text on the clipboard', async () => {
  desk.startDelivery({ pasteLimits: { requestMs: 800, transferMs: 1_000, quietMs: 50 } })
  const editor = await desk.selectedEditor('old')
  const source = await desk.sourceOf(editor)
  await desk.desktop.keys('alt+f')
  const outcome = desk.deliver(source, 'new', 'old')
  // Another program that reads the clipboard, as managers do, must not pass for the source.
  await until(
    'another program to read the clipboard',
    async () => (await desk.clipboardText().catch(() => '')) === 'new',
  )
  expect(await outcome).toMatchObject({ delivered: false, reason: 'paste-not-taken' })
  expect(await desk.clipboardText()).toBe('new')
  await desk.desktop.keys('Escape', 'Escape')
})

test('a clipboard that cannot be saved is left alone, and nothing is pasted', async () => {
  desk.startDelivery({ snapshotLimits: { totalMs: 500, answerMs: 200, maximumBytes: 1024 } })
  const hung = await desk.desktop.ownSelection('CLIPBOARD', 'hung')
  const editor = await desk.selectedEditor('old')
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'clipboard-not-saved',
  })
  hung.kill()
  await desk.desktop.fillSelection('clipboard', 'UTF8_STRING', 'x'.repeat(2_000))
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'clipboard-not-saved',
  })
  expect(await desk.clipboardText()).toBe('x'.repeat(2_000))
  expect((await editor.save()).trimEnd()).toBe('old')
})

test('a fired signal stops a delivery before anything is touched', async () => {
  const editor = await desk.selectedEditor('old')
  const request = {
    mode: 'replace',
    text: 'new',
    originalText: 'old',
    source: await desk.sourceOf(editor),
  } as const
  await expect(desk.delivery.deliver(request, AbortSignal.abort(new Error('stopped')))).rejects.toThrow(
    'stopped',
  )
  expect((await editor.save()).trimEnd()).toBe('old')
})

test('without a display it says so', async () => {
  const lost = new X11TextDelivery({ display: ':987' })
  expect(
    await lost.deliver(
      { mode: 'replace', text: 'new', originalText: '', source: undefined },
      new AbortController().signal,
    ),
  ).toMatchObject({ delivered: false, reason: 'unsupported' })
  expect(await lost.writeClipboardText('new')).toBe(false)
  await lost.dispose()
})
