import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { PrivateDesktop, until, type Mousepad } from '../x11/testing/private-desktop.ts'
import type { DeliveryMode, DeliveryOutcome, DeliveryTarget } from './delivery.ts'
import { X11TextDelivery, type X11DeliveryOptions } from './x11-text-delivery.ts'

let desktop: PrivateDesktop
let delivery: X11TextDelivery
const editors: Mousepad[] = []
const patient = { requestMs: 60_000, transferMs: 60_000, quietMs: 250 }

beforeAll(async () => {
  desktop = await PrivateDesktop.start()
})
afterAll(async () => {
  await desktop.stop()
})
beforeEach(async () => {
  startDelivery()
  await delivery.writeClipboardText('cleared')
  await delivery.dispose()
  startDelivery()
})
afterEach(async () => {
  await delivery.dispose()
  for (const editor of editors.splice(0)) await editor.close()
})

function startDelivery(options: Omit<X11DeliveryOptions, 'display'> = {}): void {
  delivery = new X11TextDelivery({ display: desktop.display, patience: 40, pasteLimits: patient, ...options })
}

async function openEditor(text: string, name?: string): Promise<Mousepad> {
  const editor = await desktop.openMousepad(text, name)
  editors.push(editor)
  return editor
}

async function selectedEditor(text: string): Promise<Mousepad> {
  const editor = await openEditor(text)
  await editor.selectAll()
  return editor
}

async function sourceOf(editor: Mousepad, isTerminal = false): Promise<DeliveryTarget> {
  const primary = await desktop.connection.atom('PRIMARY')
  const selectionOwner = await desktop.connection.ask<number>((client, callback) =>
    client.GetSelectionOwner(primary, callback),
  )
  return { id: editor.window, title: 'text.txt', applicationName: 'Mousepad', isTerminal, selectionOwner }
}

async function deliver(
  source: DeliveryTarget | undefined,
  text: string,
  originalText: string,
  mode: DeliveryMode = 'replace',
): Promise<DeliveryOutcome> {
  return await delivery.deliver({ mode, text, originalText, source }, new AbortController().signal)
}

async function clipboardText(): Promise<string> {
  return (await desktop.readSelection('clipboard', 'UTF8_STRING')).toString()
}

test('replaces the selection, and the saved file has exactly the new text', async () => {
  const editor = await selectedEditor('teh old text')
  const answer = 'The new text: “ünïcödé” 😀\n\tsecond line'
  expect(await deliver(await sourceOf(editor), answer, 'teh old text')).toEqual({ delivered: true })
  expect((await editor.save(answer)).trimEnd()).toBe(answer)
})

test('brings the source back from behind another window first', async () => {
  const editor = await selectedEditor('first')
  const source = await sourceOf(editor)
  const other = await openEditor('other', 'other.txt')
  expect(await deliver(source, 'changed', 'first')).toEqual({ delivered: true })
  expect((await editor.save('changed')).trimEnd()).toBe('changed')
  expect((await other.save()).trimEnd()).toBe('other')
})

test('replaces with 1 MB, which goes over in pieces', async () => {
  const editor = await selectedEditor('short')
  const line = 'A line of an answer that somebody has to read. é\n'
  const answer = line.repeat(Math.ceil((1024 * 1024) / line.length)).trimEnd()
  expect(await deliver(await sourceOf(editor), answer, 'short')).toEqual({ delivered: true })
  expect((await editor.save(answer)).trimEnd() === answer).toBe(true)
})

test('inserts below a selection that ends without a line break', async () => {
  const editor = await selectedEditor('question?')
  expect(await deliver(await sourceOf(editor), 'answer', 'question?', 'insert-below')).toEqual({
    delivered: true,
  })
  expect((await editor.save('question?\nanswer')).trimEnd()).toBe('question?\nanswer')
})

test('inserts between two lines when the selection ends with the line break', async () => {
  const editor = await openEditor('first\nlast')
  await desktop.keys('ctrl+Home', 'shift+Down')
  await until(
    'the line to be selected',
    async () => (await desktop.readSelection('primary', 'UTF8_STRING')).toString() === 'first\n',
  )
  expect(await deliver(await sourceOf(editor), 'between', 'first\n', 'insert-below')).toEqual({
    delivered: true,
  })
  expect((await editor.save('first\nbetween\nlast')).trimEnd()).toBe('first\nbetween\nlast')
})

test('with nothing selected, replacing means inserting at the caret', async () => {
  const editor = await openEditor('world')
  await delivery.writeClipboardText('x')
  const source = { ...(await sourceOf(editor)), selectionOwner: undefined }
  expect(await deliver(source, 'hello ', '')).toEqual({ delivered: true })
  expect((await editor.save('hello world')).trimEnd()).toBe('hello world')
})

test('puts text back on the clipboard', async () => {
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'what I had copied')
  const editor = await selectedEditor('old')
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  expect(await clipboardText()).toBe('what I had copied')
})

test('puts a picture of several megabytes back, byte for byte, twice in a row', async () => {
  const picture = randomBytes(3 * 1024 * 1024)
  await desktop.fillSelection('clipboard', 'image/png', picture)
  const editor = await selectedEditor('old')
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  await editor.selectAll()
  expect(await deliver(await sourceOf(editor), 'newer', 'new')).toEqual({ delivered: true })
  expect((await desktop.readSelection('clipboard', 'image/png')).equals(picture)).toBe(true)
  expect((await editor.save('newer')).trimEnd()).toBe('newer')
})

test('puts every format of a real program’s clipboard back', async () => {
  const first = await openEditor('copied in an editor', 'first.txt')
  await first.selectAll()
  await desktop.keys('ctrl+c')
  await until('the editor to fill the clipboard', async () =>
    (await desktop.readSelection('clipboard', 'TARGETS')).includes('UTF8_STRING'),
  )
  const targets = (await desktop.readSelection('clipboard', 'TARGETS'))
    .toString()
    .split('\n')
    .filter(
      (name) =>
        name !== '' &&
        !['TARGETS', 'MULTIPLE', 'TIMESTAMP', 'SAVE_TARGETS', 'GTK_TEXT_BUFFER_CONTENTS'].includes(name),
    )
  expect(targets.length).toBeGreaterThan(3)
  const before = await Promise.all(targets.map((target) => desktop.readSelection('clipboard', target)))
  await desktop.activate((await openSecond()).window)
  const after = await Promise.all(targets.map((target) => desktop.readSelection('clipboard', target)))
  expect(after.map(String)).toEqual(before.map(String))

  async function openSecond(): Promise<Mousepad> {
    const second = await openEditor('old', 'second.txt')
    await second.selectAll()
    expect(await deliver(await sourceOf(second), 'new', 'old')).toEqual({ delivered: true })
    return second
  }
})

test('an empty clipboard is empty again', async () => {
  const editor = await selectedEditor('old')
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  const clipboard = await desktop.connection.atom('CLIPBOARD')
  expect(
    await desktop.connection.ask<number>((client, callback) => client.GetSelectionOwner(clipboard, callback)),
  ).toBe(0)
})

test('does not overwrite what somebody copies during the delivery', async () => {
  startDelivery({ pasteLimits: { ...patient, quietMs: 5_000 } })
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'before')
  const editor = await selectedEditor('old')
  const outcome = deliver(await sourceOf(editor), 'new', 'old')
  await until('the paste', async () => (await clipboardText()) === 'new')
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'copied meanwhile')
  expect(await outcome).toEqual({ delivered: true })
  expect(await clipboardText()).toBe('copied meanwhile')
})

test('modifiers that are still held do not turn the paste into another command', async () => {
  const editor = await selectedEditor('old')
  await desktop.run('xdotool', ['keydown', 'ctrl', 'keydown', 'alt', 'keydown', 'shift'])
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  await desktop.run('xdotool', ['keyup', 'ctrl', 'keyup', 'alt', 'keyup', 'shift'])
  expect((await editor.save('new')).trimEnd()).toBe('new')
})

test.each(['ru,us', 'ru', 'us,ru', 'fr(dvorak)'])('pastes with the keyboard layout %s', async (layout) => {
  const editor = await selectedEditor('old')
  await desktop.run('setxkbmap', ['-layout', layout])
  try {
    expect(await deliver(await sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  } finally {
    await desktop.run('setxkbmap', ['-layout', 'us'])
  }
  expect((await editor.save('new')).trimEnd()).toBe('new')
})

test('a closed source leaves the text on the clipboard and says so', async () => {
  const editor = await selectedEditor('old')
  const source = await sourceOf(editor)
  await editor.close()
  editors.length = 0
  expect(await deliver(source, 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'source-gone',
    message: expect.stringContaining('on the clipboard') as string,
  })
  expect(await clipboardText()).toBe('new')
})

test('a changed selection is not replaced', async () => {
  const editor = await selectedEditor('two words')
  const source = await sourceOf(editor)
  await desktop.keys('ctrl+Home', 'shift+ctrl+Right')
  await until(
    'the selection to change',
    async () => (await desktop.readSelection('primary', 'UTF8_STRING')).toString() === 'two',
  )
  expect(await deliver(source, 'new', 'two words')).toMatchObject({
    delivered: false,
    reason: 'selection-changed',
  })
  expect(await clipboardText()).toBe('new')
  expect((await editor.save()).trimEnd()).toBe('two words')
})

test('a selection that was taken over by another program is not replaced', async () => {
  const editor = await selectedEditor('old')
  const source = await sourceOf(editor)
  await desktop.fillSelection('primary', 'UTF8_STRING', 'old')
  expect(await deliver(source, 'new', 'old')).toMatchObject({ delivered: false, reason: 'selection-changed' })
})

test('never pastes into a terminal', async () => {
  const editor = await selectedEditor('old')
  expect(await deliver(await sourceOf(editor, true), 'rm -rf /', 'old')).toMatchObject({
    delivered: false,
    reason: 'terminal',
  })
  expect((await editor.save()).trimEnd()).toBe('old')
})

test('a window that takes no paste ends in a message, with the text on the clipboard', async () => {
  startDelivery({ pasteLimits: { requestMs: 800, transferMs: 1_000, quietMs: 50 } })
  const editor = await selectedEditor('old')
  const source = await sourceOf(editor)
  await desktop.keys('alt+f')
  const outcome = deliver(source, 'new', 'old')
  // Another program that reads the clipboard, as managers do, must not pass for the source.
  await until(
    'another program to read the clipboard',
    async () => (await clipboardText().catch(() => '')) === 'new',
  )
  expect(await outcome).toMatchObject({ delivered: false, reason: 'paste-not-taken' })
  expect(await clipboardText()).toBe('new')
  await desktop.keys('Escape', 'Escape')
})

test('a clipboard that cannot be saved is left alone, and nothing is pasted', async () => {
  startDelivery({ snapshotLimits: { totalMs: 500, answerMs: 200, maximumBytes: 1024 } })
  const hung = await desktop.ownSelection('CLIPBOARD', 'hung')
  const editor = await selectedEditor('old')
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'clipboard-not-saved',
  })
  hung.kill()
  await desktop.fillSelection('clipboard', 'UTF8_STRING', 'x'.repeat(2_000))
  expect(await deliver(await sourceOf(editor), 'new', 'old')).toMatchObject({
    delivered: false,
    reason: 'clipboard-not-saved',
  })
  expect(await clipboardText()).toBe('x'.repeat(2_000))
  expect((await editor.save()).trimEnd()).toBe('old')
})

test('copying leaves the selection of the source alone and stays on the clipboard', async () => {
  const editor = await selectedEditor('still selected')
  expect(await delivery.writeClipboardText('copied — text')).toBe(true)
  expect(await clipboardText()).toBe('copied — text')
  expect((await desktop.readSelection('primary', 'UTF8_STRING')).toString()).toBe('still selected')
  expect(await deliver(await sourceOf(editor), 'new', 'still selected')).toEqual({ delivered: true })
  expect(await clipboardText()).toBe('copied — text')
})

test('hands the clipboard to a clipboard manager at the end', async () => {
  const manager = await desktop.ownSelection('CLIPBOARD_MANAGER', 'manager')
  await delivery.writeClipboardText('outlives Rephlo')
  await delivery.dispose()
  expect(await clipboardText()).toBe('outlives Rephlo')
  manager.kill()
})

test('answers programs that ask for several formats at once', async () => {
  await delivery.writeClipboardText('text')
  const { connection } = desktop
  const [clipboard, multiple, utf8, pair, png, first, second] = await Promise.all(
    ['CLIPBOARD', 'MULTIPLE', 'UTF8_STRING', 'ATOM_PAIR', 'image/png', 'FIRST', 'SECOND'].map((name) =>
      connection.atom(name),
    ),
  )
  const window = connection.createWindow()
  const pairs = Buffer.alloc(16)
  ;[utf8, first, png, second].forEach((atom, index) => pairs.writeUInt32LE(atom ?? 0, index * 4))
  const list = await connection.atom('LIST')
  connection.client.ChangeProperty(0, window, list, pair ?? 0, 32, pairs)
  connection.client.ConvertSelection(
    window,
    clipboard ?? 0,
    multiple ?? 0,
    list,
    await connection.timestamp(),
  )
  await until('the answer', async () => (await connection.property(window, first ?? 0)).type !== 0)
  expect((await connection.property(window, first ?? 0)).data.toString()).toBe('text')
  await until(
    'the refusal of the picture',
    async () => (await connection.property(window, list)).data.readUInt32LE(12) === 0,
  )
})

test('a fired signal stops a delivery before anything is touched', async () => {
  const editor = await selectedEditor('old')
  const request = {
    mode: 'replace',
    text: 'new',
    originalText: 'old',
    source: await sourceOf(editor),
  } as const
  await expect(delivery.deliver(request, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
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
