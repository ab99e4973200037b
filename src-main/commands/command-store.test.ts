import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { CommandStore } from './command-store.ts'

let storage: TestStorage
let commands: CommandStore

beforeEach(() => {
  storage = openTestStorage()
  commands = new CommandStore(storage.storage)
})

afterEach(() => storage.remove())

const draft = {
  title: 'Rhyme',
  description: '',
  template: 'Make it rhyme. {{SELECTED_TEXT}}',
  icon: 'star',
  needsText: true,
}

test('the shipped Commands have the ids that scripts rely on', () => {
  expect(commands.list().map(({ id }) => id)).toEqual([
    'fix',
    'improve',
    'shorten',
    'summarize',
    'explain',
    'translate',
    'reply',
    'ask',
  ])
})

test('every shipped template has a place for the text and for instructions', () => {
  for (const { template } of commands.list()) {
    expect(template).toContain('{{SELECTED_TEXT}}')
    expect(template).toContain('{{CUSTOM_INSTRUCTIONS}}')
  }
})

test('an own Command is kept, changed and deleted', () => {
  const saved = commands.save(draft)
  expect(saved).toMatchObject({ ...draft, builtIn: false })
  commands.save({ ...draft, id: saved.id, title: 'Rhyme more' })
  expect(commands.list().at(-1)?.title).toBe('Rhyme more')
  commands.delete(saved.id)
  expect(() => commands.get(saved.id)).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('a shipped Command cannot be changed or deleted', () => {
  expect(() => commands.save({ ...draft, id: 'fix' })).toThrow(/Duplicate it/)
  expect(() => commands.delete('fix')).toThrow(/Duplicate it/)
})

test('saving over a Command that is gone is told, not swallowed', () => {
  expect(() => commands.save({ ...draft, id: 'gone' })).toThrow(
    expect.objectContaining({ code: 'not_found' }),
  )
})
