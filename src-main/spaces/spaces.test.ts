import fc from 'fast-check'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { decodeDocument, maximumDocumentBytes } from './decode-document.ts'
import { normaliseText } from '../../src-shared/normalise-text.ts'
import { readDocumentFolder } from './read-document-folder.ts'
import { SpaceStore } from './space-store.ts'

let storage: TestStorage
let spaces: SpaceStore

beforeEach(() => {
  storage = openTestStorage()
  spaces = new SpaceStore(storage.storage)
})

afterEach(() => storage.remove())

const bytes = (text: string) => new TextEncoder().encode(text)

test('normalising twice changes nothing more, and line ends, marks and forms do not matter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))
    }),
  )
  expect(normaliseText('\uFEFFe\u0301\r\nb\rc\n\n')).toBe('\u00e9\nb\nc')
})

test('UTF-8 and UTF-16 files are read; binary, broken, empty and huge ones are refused by name', () => {
  expect(decodeDocument('a.txt', bytes('Grüße'))).toBe('Grüße')
  expect(
    decodeDocument('a.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Grüße', 'utf16le')])),
  ).toBe('Grüße')
  expect(() => decodeDocument('a.txt', Buffer.from([0x66, 0xfc, 0x72]))).toThrow(
    /“a.txt” is not valid UTF-8 text\. Open it/,
  )
  expect(() => decodeDocument('a.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]))).toThrow(
    /not a text file/,
  )
  expect(() => decodeDocument('a.bin', bytes('a\0b'))).toThrow(/not a text file/)
  expect(() => decodeDocument('a.txt', bytes(' \n'))).toThrow(/is empty/)
  expect(() => decodeDocument('a.txt', new Uint8Array(maximumDocumentBytes + 1))).toThrow(
    expect.objectContaining({ code: 'too_large' }),
  )
})

test('a folder is read in a stable order, and what cannot be used is reported', async () => {
  mkdirSync(join(storage.folder, 'docs', 'sub', '.git'), { recursive: true })
  const put = (name: string, content: string | Buffer) =>
    writeFileSync(join(storage.folder, 'docs', name), content)
  put('b.md', 'B')
  put('a.txt', 'A')
  put('sub/c.MD', 'C')
  put('sub/.git/x.txt', 'hidden')
  put('image.png', 'ignored')
  symlinkSync(join(storage.folder, 'nowhere.md'), join(storage.folder, 'docs', 'gone.md'))
  put('bad.txt', Buffer.from([0xff, 0x00, 0x10]))
  const { documents, rejected } = await readDocumentFolder(join(storage.folder, 'docs'))
  expect(documents).toEqual([
    { title: 'a', text: 'A' },
    { title: 'b', text: 'B' },
    { title: 'sub/c', text: 'C' },
  ])
  expect(rejected.map(({ name }) => name)).toEqual(['bad', 'gone'])
  await expect(readDocumentFolder(join(storage.folder, 'nowhere'))).rejects.toMatchObject({
    code: 'bad_input',
  })
})

test('a Space keeps its documents; saving the same content again changes nothing', async () => {
  const { id } = spaces.create('Handbook')
  const saved = await spaces.saveDocument({ spaceId: id, title: ' A\r\nB ', text: 'x\r\ny\n' })
  expect(saved).toMatchObject({ title: 'A B', characters: 3 })
  expect(spaces.getDocument(saved.id).text).toBe('x\ny')
  expect(
    (await spaces.saveDocument({ id: saved.id, spaceId: id, title: 'A B', text: 'x\ny' })).updatedAt,
  ).toBe(saved.updatedAt)
  expect(spaces.get(id)).toMatchObject({ documentCount: 1, tokens: saved.tokens })
})

test('an import that is repeated gives the same hash', async () => {
  const { id } = spaces.create('Handbook')
  const one = await spaces.saveDocument({ spaceId: id, title: 'A', text: 'caf\u00e9\n' })
  const other = await spaces.saveDocument({ spaceId: id, title: 'A', text: 'cafe\u0301\r\n\r\n' })
  expect(other.hash).toBe(one.hash)
})

test('names are unique whatever their case, and a rename to its own name is fine', () => {
  const { id } = spaces.create('Handbook')
  expect(() => spaces.create(' handbook ')).toThrow(/already exists/)
  expect(spaces.rename(id, 'HANDBOOK').name).toBe('HANDBOOK')
  expect(spaces.findByName('handbook')?.id).toBe(id)
})

test('deleting a Space deletes its documents; saving into it afterwards says that it is gone', async () => {
  const { id } = spaces.create('Handbook')
  const document = await spaces.saveDocument({ spaceId: id, title: 'A', text: 'x' })
  spaces.delete(id)
  expect(() => spaces.getDocument(document.id)).toThrow(expect.objectContaining({ code: 'not_found' }))
  await expect(spaces.saveDocument({ spaceId: id, title: 'B', text: 'x' })).rejects.toThrow(
    expect.objectContaining({ code: 'not_found' }),
  )
})

test('empty titles and texts are refused with what to do', async () => {
  const { id } = spaces.create('Handbook')
  await expect(spaces.saveDocument({ spaceId: id, title: ' ', text: 'x' })).rejects.toThrow(
    /Give the document a title/,
  )
  await expect(spaces.saveDocument({ spaceId: id, title: 'A', text: ' \n' })).rejects.toThrow(/is empty/)
})

test('saves that overlap are done in their order, so that the last one wins', async () => {
  const { id } = spaces.create('Handbook')
  const document = await spaces.saveDocument({ spaceId: id, title: 'A', text: 'first' })
  const long = spaces.saveDocument({
    id: document.id,
    spaceId: id,
    title: 'A',
    text: 'long '.repeat(200_000),
  })
  const short = spaces.saveDocument({ id: document.id, spaceId: id, title: 'A', text: 'last' })
  await Promise.all([long, short])
  expect(spaces.getDocument(document.id).text).toBe('last')
})

test('a refused save does not hold up the next one', async () => {
  const { id } = spaces.create('Handbook')
  const refused = spaces.saveDocument({ spaceId: id, title: '', text: 'x' })
  const saved = spaces.saveDocument({ spaceId: id, title: 'A', text: 'x' })
  await expect(refused).rejects.toMatchObject({ code: 'bad_input' })
  expect(await saved).toMatchObject({ title: 'A' })
})
