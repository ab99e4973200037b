import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { PrivateDesktop, type Mousepad } from '../x11/testing/private-desktop.ts'
import { X11Connection } from '../x11/x11-connection.ts'
import type { CapturedSelection, SelectionCapture } from './selection.ts'
import { createX11SelectionCapture } from './x11-selection-capture.ts'

let desktop: PrivateDesktop
let capture: SelectionCapture
const editors: Mousepad[] = []

beforeAll(async () => {
  desktop = await PrivateDesktop.start()
})
afterAll(async () => {
  await desktop.stop()
})
afterEach(async () => {
  await capture.dispose()
  for (const editor of editors.splice(0)) await editor.close()
})

async function openEditor(text: string, name?: string): Promise<Mousepad> {
  const editor = await desktop.openMousepad(text, name)
  editors.push(editor)
  return editor
}

async function captureNow(): Promise<CapturedSelection> {
  return await capture.capture(new AbortController().signal)
}

async function startCapture(patience = 100): Promise<void> {
  capture = createX11SelectionCapture({ display: desktop.display, patience })
  await capture.warmUp()
}

test('captures Unicode text exactly, with its window, and leaves the clipboard alone', async () => {
  await startCapture()
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'kept')
  const text = 'Zażółć gęślą jaźń\n\ttab  spaces \n日本語 👩‍👩‍👧 e\u0301'
  const editor = await openEditor(text)
  await editor.selectAll()
  const captured = await captureNow()
  expect(captured).toMatchObject({
    text,
    method: 'x11-primary',
    source: { id: editor.window, applicationName: 'Mousepad', isTerminal: false },
  })
  expect(captured.notice).toBeUndefined()
  expect((await desktop.readSelection('clipboard', 'UTF8_STRING')).toString()).toBe('kept')
})

test('captures a selection of 1 MB, which its owner sends in pieces', async () => {
  await startCapture()
  const line = 'The quick brown fox jumps over the lazy dög. 0123456789\n'
  const text = line.repeat(Math.ceil((1024 * 1024) / line.length))
  await openEditor(text).then((editor) => editor.selectAll())
  expect((await captureNow()).text === text).toBe(true)
})

test('gives empty text without a complaint when nothing is selected', async () => {
  await startCapture()
  const editor = await openEditor('some text')
  await editor.selectAll()
  await desktop.keys('Right')
  const captured = await captureNow()
  expect(captured).toMatchObject({ text: '', method: 'none', source: { id: editor.window } })
  expect(captured.notice).toBeUndefined()
})

test('leaves out a selection in another program’s window', async () => {
  await startCapture()
  const first = await openEditor('stale text', 'first.txt')
  await first.selectAll()
  const second = await openEditor('fresh text', 'second.txt')
  const captured = await captureNow()
  expect(captured).toMatchObject({ text: '', source: { id: second.window } })
  expect(captured.notice).toContain('another window')
})

test('leaves out a selection in another window of the same program, and finds it again on return', async () => {
  await startCapture()
  const first = await openEditor('of the first window')
  await first.selectAll()
  await new Promise((resolve) => setTimeout(resolve, 300))
  await desktop.keys('ctrl+shift+n')
  const active = await desktop.connection.atom('_NET_ACTIVE_WINDOW')
  await expect
    .poll(async () =>
      (await desktop.connection.property(desktop.connection.root, active)).data.readUInt32LE(0),
    )
    .not.toBe(first.window)
  expect((await captureNow()).text).toBe('')
  await desktop.activate(first.window)
  expect((await captureNow()).text).toBe('of the first window')
})

test('accepts an owner without a window, such as xclip', async () => {
  await startCapture()
  await openEditor('nothing selected here')
  await desktop.fillSelection('primary', 'UTF8_STRING', 'from a script')
  expect((await captureNow()).text).toBe('from a script')
})

test('reads Latin-1 from an owner that knows no UTF-8', async () => {
  await startCapture()
  await openEditor('x')
  await desktop.ownSelection('PRIMARY', 'latin1', 'déjà vu')
  expect((await captureNow()).text).toBe('déjà vu')
})

test('an owner that never answers costs its time, not the popup', async () => {
  await startCapture(1)
  await openEditor('x')
  await desktop.ownSelection('PRIMARY', 'hung')
  const captured = await captureNow()
  expect(captured).toMatchObject({ text: '', method: 'none' })
  expect(captured.notice).toContain('in time')
})

test('an owner that dies is no selection', async () => {
  await startCapture()
  const editor = await openEditor('x')
  await editor.selectAll()
  await editor.close()
  editors.length = 0
  expect((await captureNow()).text).toBe('')
})

test('leaves out text that was selected in Rephlo itself', async () => {
  await startCapture()
  await openEditor('x')
  const own = await X11Connection.open(desktop.display)
  own.client.SetSelectionOwner(own.createWindow(), await own.atom('PRIMARY'), await own.timestamp())
  await own.sync()
  expect(await captureNow()).toMatchObject({ text: '', method: 'none' })
  own.close()
})

test('says so when there is no display, and when it is not an X display', async () => {
  for (const display of [undefined, '', ':987', 'nonsense']) {
    capture = createX11SelectionCapture({ display })
    await capture.warmUp()
    const captured = await captureNow()
    expect(captured).toMatchObject({ text: '', source: undefined, method: 'none' })
    expect(captured.notice).toContain('X display')
  }
})

test('connects again after the server went away', async () => {
  const first = await PrivateDesktop.start()
  capture = createX11SelectionCapture({ display: first.display, patience: 100 })
  await capture.warmUp()
  await first.stop()
  expect((await captureNow()).notice).toContain('X display')
  const second = await PrivateDesktop.start([first.display])
  await second.openMousepad('back again').then((editor) => editor.selectAll())
  expect((await captureNow()).text).toBe('back again')
  await second.stop()
})

test('a signal that has fired rejects with its reason', async () => {
  await startCapture()
  await expect(capture.capture(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
})
