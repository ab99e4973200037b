import { expect, test } from 'vitest'
import { recordKeys, type KeyPress } from './accelerator.ts'

const press = (key: string, code: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
})

test('modifiers come in Electron’s order with the key last', () => {
  expect(recordKeys(press(' ', 'Space', { ctrlKey: true, altKey: true }))).toEqual({
    kind: 'complete',
    accelerator: 'Control+Alt+Space',
  })
  expect(recordKeys(press('K', 'KeyK', { shiftKey: true, metaKey: true }))).toEqual({
    kind: 'complete',
    accelerator: 'Shift+Super+K',
  })
})

test('modifiers alone are unfinished', () => {
  expect(recordKeys(press('Alt', 'AltLeft', { ctrlKey: true, altKey: true }))).toEqual({
    kind: 'partial',
    accelerator: 'Control+Alt',
  })
})

test('a letter follows the layout, and its place when Alt made it another sign', () => {
  expect(recordKeys(press('a', 'KeyQ', { ctrlKey: true }))).toMatchObject({ accelerator: 'Control+A' })
  expect(recordKeys(press('å', 'KeyA', { altKey: true }))).toMatchObject({ accelerator: 'Alt+A' })
  expect(recordKeys(press('!', 'Digit1', { ctrlKey: true, shiftKey: true }))).toMatchObject({
    accelerator: 'Control+Shift+1',
  })
})

test('keys that are needed for typing are refused, function keys are not', () => {
  expect(recordKeys(press('a', 'KeyA')).kind).toBe('unusable')
  expect(recordKeys(press('A', 'KeyA', { shiftKey: true })).kind).toBe('unusable')
  expect(recordKeys(press('F9', 'F9'))).toEqual({ kind: 'complete', accelerator: 'F9' })
  expect(recordKeys(press('AudioVolumeUp', 'AudioVolumeUp', { ctrlKey: true })).kind).toBe('unusable')
})

test('a plus is spelled out, because it separates the keys', () => {
  expect(recordKeys(press('+', 'BracketRight', { ctrlKey: true }))).toMatchObject({
    accelerator: 'Control+Plus',
  })
})
