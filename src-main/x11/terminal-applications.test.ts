import { expect, test } from 'vitest'
import { isTerminalApplication } from './terminal-applications.ts'

test.each([
  'Gnome-terminal',
  'gnome-terminal-server',
  'XTerm',
  'UXTerm',
  'kitty',
  'Alacritty',
  'konsole',
  'Xfce4-terminal',
  'qterminal',
  'org.wezfurlong.wezterm',
  'st-256color',
  'Terminator',
])('%s is a terminal', (name) => {
  expect(isTerminalApplication(name)).toBe(true)
})

test.each(['Mousepad', 'firefox', 'Code', 'Terminplaner', 'Midterms', undefined])(
  '%s is not a terminal',
  (name) => {
    expect(isTerminalApplication(name)).toBe(false)
  },
)
