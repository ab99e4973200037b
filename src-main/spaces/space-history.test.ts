import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../storage/open-database.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { Storage } from '../storage/storage.ts'
import { SpaceStore } from './space-store.ts'

let storage: TestStorage
let spaces: SpaceStore
let spaceId: string

beforeEach(() => {
  storage = openTestStorage()
  spaces = new SpaceStore(storage.storage)
  spaceId = spaces.create('Handbook').id
})

afterEach(() => storage.remove())

const save = async (title: string, text: string, id?: string) =>
  (await spaces.saveDocument({ id, spaceId, title, text })).id
const edits = () =>
  Object.fromEntries(spaces.documentsOf(spaceId).map((document) => [document.title, document.edits]))

test('only a save that changes the content counts as an edit', async () => {
  const id = await save('A', 'one')
  await save('B', 'one')
  await save('A', 'one\r\n', id)
  expect(edits()).toEqual({ A: 0, B: 0 })
  await save('A', 'two', id)
  await save('A', 'three', id)
  await save('A', 'three', id)
  expect(edits()).toEqual({ A: 2, B: 0 })
})

test('a document that was removed keeps its count when it is back, once more when it is back changed', async () => {
  const id = await save('A', 'one')
  await save('A', 'two', id)
  spaces.deleteDocument(id)
  const again = await save('A', 'two')
  expect(edits()).toEqual({ A: 1 })
  spaces.deleteDocument(again)
  await save('A', 'three')
  await save('New', 'new')
  expect(edits()).toEqual({ A: 2, New: 0 })
})

test('what is added late goes behind the others; what was here before keeps its count', async () => {
  const late = { spaceId, addedLate: true }
  const id = await save('A', 'one')
  const previewed = await spaces.previewEdit({ ...late, title: '000', text: 'new' })
  await spaces.saveDocument({ ...late, title: '000', text: 'new' })
  expect(previewed.map(({ title, edits: count }) => [title, count])).toEqual([
    ['A', 0],
    ['000', 1],
  ])
  await spaces.saveDocument({ ...late, id, title: 'A', text: 'one' })
  expect(edits()).toEqual({ '000': 1, A: 0 })
  spaces.deleteDocument(id)
  await spaces.saveDocument({ ...late, title: 'A', text: 'one' })
  expect(edits()).toEqual({ '000': 1, A: 0 })
})

test('nothing readable is kept of a removed document, and nothing at all of a removed Space', async () => {
  spaces.deleteDocument(await save('Secret plan', 'secret text'))
  expect(JSON.stringify(storage.storage.all('SELECT * FROM removed_documents'))).not.toMatch(/Secret|secret/)
  spaces.delete(spaceId)
  expect(storage.storage.all('SELECT * FROM removed_documents')).toEqual([])
})

test('the documents are the same objects until one changes, and then all but that one', async () => {
  const id = await save('A', 'one')
  await save('B', 'one')
  const before = spaces.documentsOf(spaceId)
  expect(spaces.documentsOf(spaceId)).toBe(before)
  await save('A', 'two', id)
  const after = spaces.documentsOf(spaceId)
  expect(after.map(({ text }) => text)).toEqual(['two', 'one'])
  expect(after[1]).toBe(before[1])
  expect(() => Object.assign(after[1] ?? {}, { text: 'changed in place' })).toThrow(TypeError)
})

test('what another process saves, removes or undoes is seen at once', async () => {
  const id = await save('A', 'one')
  expect(spaces.documentsOf(spaceId)).toHaveLength(1)
  const opened = openDatabase(storage.folder)
  const theirs = new Storage(opened.database, opened.file)
  const others = new SpaceStore(theirs)
  try {
    await others.saveDocument({ id, spaceId, title: 'A', text: 'two' })
    expect(spaces.documentsOf(spaceId)).toMatchObject([{ text: 'two', edits: 1 }])
    await others.saveDocument({ id, spaceId, title: 'A', text: 'one' })
    expect(spaces.documentsOf(spaceId)).toMatchObject([{ text: 'one', edits: 2 }])
    others.deleteDocument(id)
    expect(spaces.documentsOf(spaceId)).toEqual([])
    others.delete(spaceId)
    expect(spaces.documentsOf(spaceId)).toEqual([])
  } finally {
    theirs.close()
  }
})

test('many Spaces and large ones are read right, kept or not', async () => {
  const ids = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((name) => spaces.create(name).id)
  for (const id of ids)
    await spaces.saveDocument({
      spaceId: id,
      title: 'A',
      text: `${id} `.repeat(id === ids[0] ? 130_000 : 40_000),
    })
  await spaces.saveDocument({ spaceId: ids[0] ?? '', title: 'B', text: `${ids[0]} `.repeat(130_000) })
  for (const id of [...ids, ...ids.toReversed()])
    expect(spaces.documentsOf(id)[0]?.text.startsWith(id)).toBe(true)
})

test.each([
  { title: 'A', text: 'two\r\n' },
  { title: 'A', text: 'one ' },
  { title: 'New', text: 'new' },
  { title: 'Back', text: 'once more' },
])('a preview is what saving %o would give, and writes nothing', async (draft) => {
  const ids: Readonly<Record<string, string>> = { A: await save('A', 'one'), B: await save('B', 'one') }
  spaces.deleteDocument(await save('Back', 'gone'))
  const before = spaces.documentsOf(spaceId)
  const plain = (documents: typeof before) =>
    documents
      .map(({ title, text, hash, edits: count, tokens }) => ({ title, text, hash, count, tokens }))
      .sort((one, other) => (one.title < other.title ? -1 : 1))
  const preview = await spaces.previewEdit({ spaceId, id: ids[draft.title], ...draft })
  expect(spaces.documentsOf(spaceId)).toBe(before)
  await save(draft.title, draft.text, ids[draft.title])
  expect(plain(preview)).toEqual(plain(spaces.documentsOf(spaceId)))
})

test('a preview refuses what saving refuses', async () => {
  await expect(spaces.previewEdit({ spaceId, title: ' ', text: 'x' })).rejects.toMatchObject({
    code: 'bad_input',
  })
  await expect(spaces.previewEdit({ spaceId, id: 'gone', title: 'A', text: 'x' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(spaces.previewEdit({ spaceId: 'gone', title: 'A', text: 'x' })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('each Space has its cache policy, and says so wherever it is listed', () => {
  expect(spaces.get(spaceId).cachePolicy).toBe('auto')
  expect(spaces.setCachePolicy(spaceId, '1h').cachePolicy).toBe('1h')
  expect(spaces.list()).toMatchObject([{ cachePolicy: '1h' }])
  expect(() => spaces.setCachePolicy('gone', 'off')).toThrow(expect.objectContaining({ code: 'not_found' }))
})
