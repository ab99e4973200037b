import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { until, type Mousepad } from '../x11/testing/private-desktop.ts'
import { DeliveryDesk, patient } from './testing/delivery-desk.ts'

let desk: DeliveryDesk

beforeAll(async () => {
  desk = await DeliveryDesk.start()
})
afterAll(async () => await desk.stop())
beforeEach(async () => await desk.clear())
afterEach(async () => await desk.tidy())

test('replaces the selection, and the saved file has exactly the new text', async () => {
  const editor = await desk.selectedEditor('teh old text')
  const answer = 'The new text: “ünïcödé” 😀\n\tsecond line'
  expect(await desk.deliver(await desk.sourceOf(editor), answer, 'teh old text')).toEqual({ delivered: true })
  expect((await editor.save(answer)).trimEnd()).toBe(answer)
})

test('brings the source back from behind another window first', async () => {
  const editor = await desk.selectedEditor('first')
  const source = await desk.sourceOf(editor)
  const other = await desk.openEditor('other', 'other.txt')
  expect(await desk.deliver(source, 'changed', 'first')).toEqual({ delivered: true })
  expect((await editor.save('changed')).trimEnd()).toBe('changed')
  expect((await other.save()).trimEnd()).toBe('other')
})

test('replaces with 1 MB, which goes over in pieces', async () => {
  const editor = await desk.selectedEditor('short')
  const line = 'A line of an answer that somebody has to read. é\n'
  const answer = line.repeat(Math.ceil((1024 * 1024) / line.length)).trimEnd()
  expect(await desk.deliver(await desk.sourceOf(editor), answer, 'short')).toEqual({ delivered: true })
  expect((await editor.save(answer)).trimEnd() === answer).toBe(true)
})

test('inserts below a selection that ends without a line break', async () => {
  const editor = await desk.selectedEditor('question?')
  expect(await desk.deliver(await desk.sourceOf(editor), 'answer', 'question?', 'insert-below')).toEqual({
    delivered: true,
  })
  expect((await editor.save('question?\nanswer')).trimEnd()).toBe('question?\nanswer')
})

test('inserts between two lines when the selection ends with the line break', async () => {
  const editor = await desk.openEditor('first\nlast')
  await desk.desktop.keys('ctrl+Home', 'shift+Down')
  await until(
    'the line to be selected',
    async () => (await desk.desktop.readSelection('primary', 'UTF8_STRING')).toString() === 'first\n',
  )
  expect(await desk.deliver(await desk.sourceOf(editor), 'between', 'first\n', 'insert-below')).toEqual({
    delivered: true,
  })
  expect((await editor.save('first\nbetween\nlast')).trimEnd()).toBe('first\nbetween\nlast')
})

test('with nothing selected, replacing means inserting at the caret', async () => {
  const editor = await desk.openEditor('world')
  await desk.delivery.writeClipboardText('x')
  const source = { ...(await desk.sourceOf(editor)), selectionOwner: undefined }
  expect(await desk.deliver(source, 'hello ', '')).toEqual({ delivered: true })
  expect((await editor.save('hello world')).trimEnd()).toBe('hello world')
})

test('puts text back on the clipboard', async () => {
  await desk.desktop.fillSelection('clipboard', 'UTF8_STRING', 'what I had copied')
  const editor = await desk.selectedEditor('old')
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  expect(await desk.clipboardText()).toBe('what I had copied')
})

test('puts a picture of several megabytes back, byte for byte, twice in a row', async () => {
  const picture = randomBytes(3 * 1024 * 1024)
  await desk.desktop.fillSelection('clipboard', 'image/png', picture)
  const editor = await desk.selectedEditor('old')
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  await editor.selectAll()
  expect(await desk.deliver(await desk.sourceOf(editor), 'newer', 'new')).toEqual({ delivered: true })
  expect((await desk.desktop.readSelection('clipboard', 'image/png')).equals(picture)).toBe(true)
  expect((await editor.save('newer')).trimEnd()).toBe('newer')
})

test('puts every format of a real program’s clipboard back', async () => {
  const first = await desk.openEditor('copied in an editor', 'first.txt')
  await first.selectAll()
  await desk.desktop.keys('ctrl+c')
  await until('the editor to fill the clipboard', async () =>
    (await desk.desktop.readSelection('clipboard', 'TARGETS')).includes('UTF8_STRING'),
  )
  const targets = (await desk.desktop.readSelection('clipboard', 'TARGETS'))
    .toString()
    .split('\n')
    .filter(
      (name) =>
        name !== '' &&
        !['TARGETS', 'MULTIPLE', 'TIMESTAMP', 'SAVE_TARGETS', 'GTK_TEXT_BUFFER_CONTENTS'].includes(name),
    )
  expect(targets.length).toBeGreaterThan(3)
  const before = await Promise.all(targets.map((target) => desk.desktop.readSelection('clipboard', target)))
  await desk.desktop.activate((await openSecond()).window)
  const after = await Promise.all(targets.map((target) => desk.desktop.readSelection('clipboard', target)))
  expect(after.map(String)).toEqual(before.map(String))

  async function openSecond(): Promise<Mousepad> {
    const second = await desk.openEditor('old', 'second.txt')
    await second.selectAll()
    expect(await desk.deliver(await desk.sourceOf(second), 'new', 'old')).toEqual({ delivered: true })
    return second
  }
})

test('an empty clipboard is empty again', async () => {
  const editor = await desk.selectedEditor('old')
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  const clipboard = await desk.desktop.connection.atom('CLIPBOARD')
  expect(
    await desk.desktop.connection.ask<number>((client, callback) =>
      client.GetSelectionOwner(clipboard, callback),
    ),
  ).toBe(0)
})

test('does not overwrite what somebody copies during the delivery', async () => {
  desk.startDelivery({ pasteLimits: { ...patient, quietMs: 5_000 } })
  await desk.desktop.fillSelection('clipboard', 'UTF8_STRING', 'before')
  const editor = await desk.selectedEditor('old')
  const outcome = desk.deliver(await desk.sourceOf(editor), 'new', 'old')
  await until('the paste', async () => (await desk.clipboardText()) === 'new')
  await desk.desktop.fillSelection('clipboard', 'UTF8_STRING', 'copied meanwhile')
  expect(await outcome).toEqual({ delivered: true })
  expect(await desk.clipboardText()).toBe('copied meanwhile')
})

test('modifiers that are still held do not turn the paste into another command', async () => {
  const editor = await desk.selectedEditor('old')
  await desk.desktop.run('xdotool', ['keydown', 'ctrl', 'keydown', 'alt', 'keydown', 'shift'])
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  await desk.desktop.run('xdotool', ['keyup', 'ctrl', 'keyup', 'alt', 'keyup', 'shift'])
  expect((await editor.save('new')).trimEnd()).toBe('new')
})

test.each(['ru,us', 'ru', 'us,ru', 'fr(dvorak)'])('pastes with the keyboard layout %s', async (layout) => {
  const editor = await desk.selectedEditor('old')
  await desk.desktop.run('setxkbmap', ['-layout', layout])
  try {
    expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'old')).toEqual({ delivered: true })
  } finally {
    await desk.desktop.run('setxkbmap', ['-layout', 'us'])
  }
  expect((await editor.save('new')).trimEnd()).toBe('new')
})

test('copying leaves the selection of the source alone and stays on the clipboard', async () => {
  const editor = await desk.selectedEditor('still selected')
  expect(await desk.delivery.writeClipboardText('copied — text')).toBe(true)
  expect(await desk.clipboardText()).toBe('copied — text')
  expect((await desk.desktop.readSelection('primary', 'UTF8_STRING')).toString()).toBe('still selected')
  expect(await desk.deliver(await desk.sourceOf(editor), 'new', 'still selected')).toEqual({
    delivered: true,
  })
  expect(await desk.clipboardText()).toBe('copied — text')
})

test('hands the clipboard to a clipboard manager at the end', async () => {
  const manager = await desk.desktop.ownSelection('CLIPBOARD_MANAGER', 'manager')
  await desk.delivery.writeClipboardText('outlives Rephlo')
  await desk.delivery.dispose()
  expect(await desk.clipboardText()).toBe('outlives Rephlo')
  manager.kill()
})

test('answers programs that ask for several formats at once', async () => {
  await desk.delivery.writeClipboardText('text')
  const { connection } = desk.desktop
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
