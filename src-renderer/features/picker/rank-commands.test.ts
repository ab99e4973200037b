import { expect, test } from 'vitest'
import type { Command } from '../../../src-shared/entities.ts'
import { rankCommands } from './rank-commands.ts'

const command = (id: string, title: string, description = ''): Command => ({
  id,
  title,
  description,
  template: 'x',
  icon: '',
  needsText: true,
  builtIn: true,
})
const commands = [
  command('fix', 'Fix spelling and grammar', 'Corrects mistakes'),
  command('improve', 'Improve'),
  command('shorten', 'Shorten'),
  command('summarize', 'Summarize', 'The main points'),
  command('ask', 'Ask the Space', 'Answers from your documents'),
]
const idsFor = (filter: string) => rankCommands(commands, filter).map((each) => each.id)

test('without a filter all Commands keep their order', () => {
  expect(idsFor('  ')).toEqual(['fix', 'improve', 'shorten', 'summarize', 'ask'])
})

test('the start of the title beats the start of a later word, which beats scattered letters', () => {
  expect(idsFor('s')).toEqual(['shorten', 'summarize', 'fix', 'ask'])
  expect(idsFor('sp')[0]).toBe('fix')
})

test('every typed word must match, in any order', () => {
  expect(idsFor('grammar fix')).toEqual(['fix'])
  expect(idsFor('grammar ask')).toEqual([])
})

test('initials, letters in order and the description find a Command', () => {
  expect(idsFor('fsag')).toEqual(['fix'])
  expect(idsFor('smrz')).toEqual(['summarize'])
  expect(idsFor('documents')).toEqual(['ask'])
})

test('case and punctuation do not matter', () => {
  expect(idsFor('SHORT!')).toEqual(['shorten'])
})
