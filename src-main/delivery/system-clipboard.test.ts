import fc from 'fast-check'
import { expect, test } from 'vitest'
import { composeInsertion } from './compose-insertion.ts'
import { copySelectedText } from './copy-fallback.ts'
import { textFormat, textOf, type ClipboardFormat, type SystemClipboard } from './system-clipboard.ts'
import type { SystemKeys } from './system-keys.ts'
import { SystemTextDelivery } from './system-text-delivery.ts'

const timing = { patienceMs: 20, pollMs: 1 }
const waits = { focusMs: 0, pasteMs: 0 }

class MemoryClipboard implements SystemClipboard {
  formats: readonly ClipboardFormat[]
  writes = 0

  constructor(formats: readonly ClipboardFormat[]) {
    this.formats = formats
  }

  read(): Promise<readonly ClipboardFormat[]> {
    return Promise.resolve(this.formats)
  }

  write(formats: readonly ClipboardFormat[]): Promise<void> {
    this.writes += 1
    this.formats = formats
    return Promise.resolve()
  }

  clear(): Promise<void> {
    return this.write([])
  }
}

/** A program with a selection: it answers the shortcuts as an editor would. */
class Editor implements SystemKeys {
  readonly #clipboard: MemoryClipboard
  text: string
  selected: string
  pasted: string | undefined
  afterPaste: (() => void) | undefined

  constructor(clipboard: MemoryClipboard, selected: string) {
    this.#clipboard = clipboard
    this.selected = selected
    this.text = selected
  }

  copy(): Promise<void> {
    if (this.selected !== '')
      this.#clipboard.formats = [
        ...textFormat(this.selected),
        { type: 'text/html', bytes: Buffer.from(`<p>${this.selected}`) },
      ]
    return Promise.resolve()
  }

  paste(): Promise<void> {
    this.pasted = textOf(this.#clipboard.formats) ?? ''
    this.text = this.selected === '' ? this.text + this.pasted : this.pasted
    this.afterPaste?.()
    return Promise.resolve()
  }

  right(): Promise<void> {
    this.selected = ''
    return Promise.resolve()
  }
}

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
const restorable = fc.uniqueArray(
  fc.record({ type: fc.constantFrom('text/plain', 'text/html', 'text/rtf', 'image/png'), bytes }),
  { selector: ({ type }) => type, minLength: 1 },
)

test('reading a selection by copying leaves every restorable clipboard as it was', async () => {
  await fc.assert(
    fc.asyncProperty(restorable, fc.string({ unit: 'grapheme' }), async (before, selected) => {
      const clipboard = new MemoryClipboard(before)
      const copied = await copySelectedText(
        clipboard,
        new Editor(clipboard, selected),
        new AbortController().signal,
        timing,
      )
      expect(clipboard.formats).toEqual(before)
      expect(copied).toEqual(selected === '' ? { kind: 'none' } : { kind: 'text', text: selected })
    }),
    { numRuns: 40 },
  )
})

test('delivering leaves every restorable clipboard as it was and the editor with the answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      restorable,
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'grapheme' }),
      async (before, selected, answer) => {
        const clipboard = new MemoryClipboard(before)
        const editor = new Editor(clipboard, selected)
        const delivery = new SystemTextDelivery({ clipboard, keys: editor, ...waits })
        const outcome = await delivery.deliver(
          { mode: 'replace', text: answer, originalText: selected, source: undefined },
          new AbortController().signal,
        )
        expect(outcome).toEqual({ delivered: true })
        expect(editor.text).toBe(composeInsertion({ mode: 'replace', text: answer, originalText: selected }))
        expect(clipboard.formats).toEqual(before)
      },
    ),
  )
})

test.each([
  ['files', [{ type: 'text/uri-list', bytes: Buffer.from('file:///a') }]],
  [
    'a spreadsheet’s own format beside text',
    [
      ...textFormat('a'),
      { type: 'electron application/osclipboard;format="Biff12"', bytes: Buffer.from('b') },
    ],
  ],
  ['nothing that Electron sees', []],
])('a clipboard with %s is not touched', async (_, before) => {
  const clipboard = new MemoryClipboard(before)
  const editor = new Editor(clipboard, 'old')
  const copied = await copySelectedText(clipboard, editor, new AbortController().signal, timing)
  expect(copied.kind).toBe('refused')
  const delivery = new SystemTextDelivery({ clipboard, keys: editor, ...waits })
  const outcome = await delivery.deliver(
    { mode: 'replace', text: 'new', originalText: 'old', source: undefined },
    new AbortController().signal,
  )
  expect(outcome).toMatchObject({ delivered: false, reason: 'clipboard-not-saved' })
  expect(clipboard.writes).toBe(0)
  expect(editor.pasted).toBeUndefined()
})

test('what somebody copies during a delivery stays', async () => {
  const clipboard = new MemoryClipboard(textFormat('before'))
  const editor = new Editor(clipboard, 'old')
  editor.afterPaste = () => {
    clipboard.formats = textFormat('copied meanwhile')
  }
  const delivery = new SystemTextDelivery({ clipboard, keys: editor, ...waits })
  await delivery.deliver(
    { mode: 'replace', text: 'new', originalText: 'old', source: undefined },
    new AbortController().signal,
  )
  expect(textOf(clipboard.formats)).toBe('copied meanwhile')
})

test('terminals, changed selections and missing keys are refused with the text copied', async () => {
  const clipboard = new MemoryClipboard(textFormat('before'))
  const editor = new Editor(clipboard, 'old')
  const request = {
    mode: 'replace',
    text: 'new',
    originalText: 'old',
    source: { id: 0, isTerminal: false },
  } as const
  const { signal } = new AbortController()
  const changed = new SystemTextDelivery({
    clipboard,
    keys: editor,
    readSelectedText: () => Promise.resolve('other'),
    ...waits,
  })
  expect(await changed.deliver(request, signal)).toMatchObject({
    delivered: false,
    reason: 'selection-changed',
  })
  const usual = new SystemTextDelivery({ clipboard, keys: editor, ...waits })
  expect(await usual.deliver({ ...request, source: { id: 0, isTerminal: true } }, signal)).toMatchObject({
    delivered: false,
    reason: 'terminal',
  })
  const keyless = new SystemTextDelivery({ clipboard, keys: undefined, ...waits })
  expect(await keyless.deliver(request, signal)).toMatchObject({ delivered: false, reason: 'unsupported' })
  expect(editor.pasted).toBeUndefined()
  expect(textOf(clipboard.formats)).toBe('new')
})

test('inserting below keeps the selected text', async () => {
  const clipboard = new MemoryClipboard(textFormat('before'))
  const editor = new Editor(clipboard, 'question')
  const delivery = new SystemTextDelivery({ clipboard, keys: editor, ...waits })
  await delivery.deliver(
    { mode: 'insert-below', text: 'answer', originalText: 'question', source: undefined },
    new AbortController().signal,
  )
  expect(editor.text).toBe('question\nanswer')
})
