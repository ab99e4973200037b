import Sqlite from 'better-sqlite3'
import {
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { SpaceStore } from '../spaces/space-store.ts'
import { openCopyInMemory, openDatabase } from './open-database.ts'
import { Storage } from './storage.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-db-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function withStorage<Result>(work: (storage: Storage) => Result | Promise<Result>): Promise<Result> {
  const opened = openDatabase(folder)
  const storage = new Storage(opened.database, opened.file)
  try {
    return await work(storage)
  } finally {
    storage.close()
  }
}

async function fillSpaces(): Promise<void> {
  await withStorage(async (storage) => {
    const spaces = new SpaceStore(storage)
    const { id } = spaces.create('Handbook')
    for (let index = 0; index < 40; index += 1)
      await spaces.saveDocument({ spaceId: id, title: `Page ${index}`, text: `Text ${index} `.repeat(400) })
  })
}

test('what is saved is there after opening again', async () => {
  await fillSpaces()
  expect(await withStorage((storage) => new SpaceStore(storage).list())).toMatchObject([
    { name: 'Handbook', documentCount: 40 },
  ])
})

test.each([
  [
    'garbage instead of a database',
    (file: string) => writeFileSync(file, 'not a database at all '.repeat(100)),
  ],
  ['a file cut in half', (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ['pages overwritten in the middle', (file: string) => overwrite(file, 4096 * 10, 4096 * 30)],
])('%s is kept aside and a new database begun', async (_name, damage) => {
  await fillSpaces()
  const file = join(folder, 'rephlo.sqlite')
  damage(file)
  const damaged = readFileSync(file)
  const opened = openDatabase(folder)
  expect(opened.setAside).toBeDefined()
  expect(readFileSync(opened.setAside ?? '')).toEqual(damaged)
  const storage = new Storage(opened.database, opened.file)
  expect(new SpaceStore(storage).list()).toEqual([])
  storage.close()
})

test('two damaged files in a row are both kept', () => {
  for (const day of ['2026-01-01', '2026-01-02']) {
    writeFileSync(join(folder, 'rephlo.sqlite'), 'garbage '.repeat(1000))
    openDatabase(folder, () => new Date(day)).database.close()
  }
  expect(
    readdirSync(folder).filter((name) => name.includes('damaged') && name.endsWith('.sqlite')),
  ).toHaveLength(2)
})

test('a newer schema is refused and left as it is', async () => {
  await fillSpaces()
  const file = join(folder, 'rephlo.sqlite')
  const database = new Sqlite(file)
  database.pragma('user_version = 999')
  database.close()
  const before = readFileSync(file)
  expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'storage_newer' }))
  expect(readFileSync(file)).toEqual(before)
})

test('a database that somebody else holds is said to be busy, not read-only', async () => {
  await fillSpaces()
  const holder = new Sqlite(join(folder, 'rephlo.sqlite'))
  holder.pragma('journal_mode = DELETE')
  holder.exec('BEGIN EXCLUSIVE')
  try {
    expect(() => openDatabase(folder)).toThrow(/Another Rephlo is writing/)
  } finally {
    holder.close()
  }
})

test('a full disk fails the write with a message and loses nothing that was saved', async () => {
  await fillSpaces()
  const opened = openDatabase(folder)
  const storage = new Storage(opened.database, opened.file)
  const spaces = new SpaceStore(storage)
  const [space] = spaces.list()
  // SQLite raises the same SQLITE_FULL for its own page limit as for a disk without room.
  opened.database.pragma(`max_page_count = ${String(opened.database.pragma('page_count', { simple: true }))}`)
  const save = () =>
    spaces.saveDocument({ spaceId: space?.id ?? '', title: 'Big', text: 'x y '.repeat(200_000) })
  await expect(save()).rejects.toThrow(expect.objectContaining({ code: 'storage_full' }))
  expect(spaces.list()).toMatchObject([{ documentCount: 40 }])
  storage.close()
})

test('a data folder that cannot be made is named', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => openDatabase(join(folder, 'file', 'data'))).toThrow(RephloError)
  expect(() => openDatabase(join(folder, 'file', 'data'))).toThrow(/cannot create its data folder/)
})

function overwrite(file: string, from: number, to: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(to - from, 0xa5), 0, to - from, from)
  closeSync(handle)
}

test('a folder that can only be read still shows what was saved', async () => {
  await fillSpaces()
  const file = join(folder, 'rephlo.sqlite')
  const copy = openCopyInMemory(file)
  const storage = new Storage(copy, file)
  const spaces = new SpaceStore(storage)
  expect(spaces.list()).toMatchObject([{ name: 'Handbook', documentCount: 40 }])
  expect(() => spaces.create('New')).toThrow(expect.objectContaining({ code: 'storage_read_only' }))
  storage.close()
})
