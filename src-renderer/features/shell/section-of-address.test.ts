import { expect, test } from 'vitest'
import { sectionOfAddress } from './section-of-address.ts'

test('a window opened for a section shows it: the tray’s Savings must not end on Start', () => {
  expect(sectionOfAddress('#savings')).toBe('savings')
})

test('an address without a known section leaves the choice to the window', () => {
  expect(sectionOfAddress('')).toBeUndefined()
  expect(sectionOfAddress('#nowhere')).toBeUndefined()
})
