import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { SpaceStore } from '../spaces/space-store.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { composePrompt, type PromptDocument } from './compose-prompt.ts'

interface Draft {
  readonly title: string
  readonly text: string
}

const task = {
  template: 'Fix it. {{DATE}} {{SELECTED_TEXT}}',
  text: 'teh',
  instructions: '',
  targetLanguage: 'English',
  variables: { DATE: '2026-11-21' },
}
const prefixOf = (documents: readonly PromptDocument[]): string[] =>
  composePrompt(documents, task).prefix.map(({ text, hash }) => `${hash}\n${text}`)

let storage: TestStorage
let spaces: SpaceStore

beforeEach(() => {
  storage = openTestStorage()
  spaces = new SpaceStore(storage.storage)
})

afterEach(() => storage.remove())

const word = fc.constantFrom(
  'Größe',
  'cafe\u0301',
  'İstanbul',
  'ı',
  'Z',
  'a',
  'ä',
  '수정',
  '\u1100\u1161',
  '10',
  '9',
  '🙂',
  'ﬁ',
)
const sentence = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
const drafts = fc.uniqueArray(
  fc.record({
    title: sentence,
    text: fc.array(sentence, { minLength: 1, maxLength: 5 }).map((lines) => lines.join('\n')),
  }),
  { minLength: 1, maxLength: 7, selector: ({ title }) => title.normalize('NFC') },
)

async function imported(list: readonly Draft[], store = spaces): Promise<string> {
  const { id } = store.create(`Space ${store.list().length}`)
  for (const draft of list) await store.saveDocument({ spaceId: id, ...draft })
  return id
}

/** The same content as another program or another computer would have written it. */
const variants: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => text.normalize('NFD'),
  (text) => `\uFEFF${text}`,
  (text) => `${text}\n\n \t`,
]

test('a Space has the same bytes in whatever order, form and program its documents were imported, and after a new start', async () => {
  await fc.assert(
    fc.asyncProperty(
      drafts.chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      ),
      fc.constantFrom(...variants),
      async ([list, shuffled], vary) => {
        const expected = prefixOf(spaces.documentsOf(await imported(list)))
        const other = await imported(shuffled.map(({ title, text }) => ({ title, text: vary(text) })))
        expect(prefixOf(spaces.documentsOf(other))).toEqual(expected)
        expect(prefixOf(new SpaceStore(storage.storage).documentsOf(other))).toEqual(expected)
      },
    ),
    { numRuns: 40 },
  )
})

test('deleting documents and importing them again gives the same bytes, edited ones included', async () => {
  await fc.assert(
    fc.asyncProperty(drafts, fc.array(fc.nat(), { maxLength: 6 }), async (list, edits) => {
      const spaceId = await imported(list)
      for (const [round, pick] of edits.entries()) {
        const { id, title } = spaces.listDocuments(spaceId)[pick % list.length] ?? { id: '', title: '' }
        await spaces.saveDocument({ id, spaceId, title, text: `Edition ${round}` })
      }
      const before = spaces.documentsOf(spaceId)
      const expected = prefixOf(before)
      for (const { id } of before) spaces.deleteDocument(id)
      for (const { title, text } of before.toReversed()) await spaces.saveDocument({ spaceId, title, text })
      expect(prefixOf(spaces.documentsOf(spaceId))).toEqual(expected)
    }),
    { numRuns: 30 },
  )
})

test('an edit that is saved leaves every byte before its document’s old place', async () => {
  await fc.assert(
    fc.asyncProperty(
      drafts,
      fc.array(fc.tuple(fc.nat(), sentence), { minLength: 1, maxLength: 5 }),
      async (list, edits) => {
        const spaceId = await imported(list)
        for (const [pick, text] of edits) {
          const before = composePrompt(spaces.documentsOf(spaceId), task).prefix
          const place = 1 + (pick % list.length)
          const document = spaces.documentsOf(spaceId).find(({ title }) => title === before[place]?.label)
          await spaces.saveDocument({ id: document?.id, spaceId, title: document?.title ?? '', text })
          const after = composePrompt(spaces.documentsOf(spaceId), task).prefix
          expect(after.slice(0, place)).toEqual(before.slice(0, place))
        }
      },
    ),
    { numRuns: 30 },
  )
})

test.each([
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
  { LC_ALL: 'sv_SE.UTF-8', LANG: 'sv_SE.UTF-8', TZ: 'America/St_Johns' },
  { LC_ALL: 'C', LANG: 'C', TZ: 'Asia/Tokyo' },
])('another computer’s language and time zone change nothing: %o', (environment) => {
  const documents = ['ä', 'z', 'Z', 'I', 'ı', 'İ', 'i', 'å', '10', '9', '수'].map((title) => ({
    title,
    text: `Text of ${title} {{DATE}}`,
    tokens: 5,
  }))
  const composed = composeElsewhere(documents, environment)
  expect(composed.surroundings).toEqual([
    environment.TZ,
    environment.LC_ALL === 'C' ? 'en' : environment.LC_ALL.slice(0, 2),
  ])
  expect(composed.prefix).toEqual(prefixOf(documents))
})

function composeElsewhere(
  documents: readonly PromptDocument[],
  environment: Readonly<Record<string, string>>,
): { surroundings: string[]; prefix: string[] } {
  const program = `
    import { composePrompt } from ${JSON.stringify(new URL('compose-prompt.ts', import.meta.url).href)}
    const { prefix } = composePrompt(${JSON.stringify(documents)}, ${JSON.stringify(task)})
    const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    process.stdout.write(JSON.stringify({ surroundings: [timeZone, locale.slice(0, 2)], prefix: prefix.map(({ text, hash }) => hash + '\\n' + text) }))`
  const output = execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '--eval', program], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })
  return z
    .object({ surroundings: z.array(z.string()), prefix: z.array(z.string()) })
    .parse(JSON.parse(output))
}
