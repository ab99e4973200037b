import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { createRefusalStore } from './create-refusal-store.ts'

let opened: TestStorage
let clock = 1_000
const lines: unknown[] = []

beforeEach(() => {
  opened = openTestStorage()
  lines.length = 0
})
afterEach(() => opened.remove())

const open = () =>
  createRefusalStore(opened.storage, {
    now: () => clock,
    log: (message, details) => lines.push({ message, ...details }),
    report: (message) => lines.push(message),
  })
const without = { kind: 'without', field: 'stream_options' } as const

test('what a server refuses is known for a day, by address and model, also to the next process', () => {
  open().remember('nas:8080', 'm-1', [without], without)
  expect(open().recall('nas:8080', 'm-1')).toEqual([without])
  expect(open().recall('nas:8080', 'm-2')).toEqual([])
  expect(open().recall('nas:8081', 'm-1')).toEqual([])
  clock += 24 * 60 * 60_000 - 1
  expect(open().recall('nas:8080', 'm-1')).toEqual([without])
  clock += 1
  expect(open().recall('nas:8080', 'm-1')).toEqual([])
})

test('it is told in the log, without anything of the prompt', () => {
  open().remember('nas:8080', 'm-1', [without], without)
  expect(lines).toEqual([
    {
      message: 'A server refused a field, and the request was sent again',
      address: 'nas:8080',
      model: 'm-1',
      sent: 'without stream_options',
    },
  ])
})

test('a newer refusal takes the place of the older one', () => {
  const limited = { kind: 'limited', field: 'max_tokens', tokens: 4_096 } as const
  open().remember('nas:8080', 'm-1', [without], without)
  open().remember('nas:8080', 'm-1', [without, limited], limited)
  expect(open().recall('nas:8080', 'm-1')).toEqual([without, limited])
})
