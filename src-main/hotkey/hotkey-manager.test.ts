import { expect, test } from 'vitest'
import { HotkeyManager, type GlobalShortcuts } from './hotkey-manager.ts'

/** A system in which some combinations belong to other programs. */
function system(taken: readonly string[] = []) {
  const registered = new Map<string, () => void>()
  const shortcuts: GlobalShortcuts = {
    register: (accelerator, callback) => {
      if (accelerator.includes('Nonsense')) throw new TypeError('conversion failure')
      if (taken.includes(accelerator)) return false
      registered.set(accelerator, callback)
      return true
    },
    unregister: (accelerator) => void registered.delete(accelerator),
  }
  return { shortcuts, registered }
}

test('a hotkey that another program holds is told, never silent', () => {
  const { shortcuts } = system(['Control+Alt+Space'])
  const status = new HotkeyManager(shortcuts, () => undefined).set('Control+Alt+Space')
  expect(status).toMatchObject({ registered: false, accelerator: 'Control+Alt+Space' })
  expect(status.problem).toContain('another program')
})

test('a failed change keeps the hotkey that worked', () => {
  const { shortcuts, registered } = system(['Control+Alt+K'])
  const hotkey = new HotkeyManager(shortcuts, () => undefined)
  hotkey.set('Control+Alt+Space')
  expect(hotkey.set('Control+Alt+K')).toMatchObject({ registered: true, accelerator: 'Control+Alt+Space' })
  expect([...registered.keys()]).toEqual(['Control+Alt+Space'])
})

test('a change frees the former hotkey for other programs', () => {
  const { shortcuts, registered } = system()
  const hotkey = new HotkeyManager(shortcuts, () => undefined)
  hotkey.set('Control+Alt+Space')
  expect(hotkey.set('Alt+F2')).toEqual({ registered: true, accelerator: 'Alt+F2' })
  expect([...registered.keys()]).toEqual(['Alt+F2'])
  hotkey[Symbol.dispose]()
  expect(registered.size).toBe(0)
})

test.each([
  ['A'],
  ['Ctrl+C'],
  ['Command+v'],
  ['Alt+F4'],
  ['Shift+A'],
  ['Control'],
  ['Control+'],
  [''],
  ['Control+Alt+Nonsense'],
])('%s is refused, because it would take a plain key or is none', (accelerator) => {
  const { shortcuts } = system()
  expect(() => new HotkeyManager(shortcuts, () => undefined).set(accelerator)).toThrow(
    expect.objectContaining({ code: 'bad_input' }),
  )
})

test('a saved value that is no hotkey is told and does not keep the program from starting', () => {
  const { shortcuts } = system()
  const status = new HotkeyManager(shortcuts, () => undefined).restore('Nonsense+')
  expect(status).toMatchObject({ registered: false })
  expect(status.problem).toContain('Settings')
})

test('a held key counts as one press', () => {
  const { shortcuts, registered } = system()
  let presses = 0
  new HotkeyManager(shortcuts, () => (presses += 1)).set('F9')
  for (let index = 0; index < 5; index += 1) registered.get('F9')?.()
  expect(presses).toBe(1)
})

test('after a switch of the layout the hotkey is registered again, and keeps its status', () => {
  const { shortcuts, registered } = system()
  const calls: string[] = []
  const noting: GlobalShortcuts = {
    register: (accelerator, callback) => {
      calls.push(`register ${accelerator}`)
      return shortcuts.register(accelerator, callback)
    },
    unregister: (accelerator) => {
      calls.push(`unregister ${accelerator}`)
      shortcuts.unregister(accelerator)
    },
  }
  const hotkey = new HotkeyManager(noting, () => undefined)
  hotkey.set('Control+Alt+K')
  expect(hotkey.refresh()).toEqual({ accelerator: 'Control+Alt+K', registered: true })
  expect(calls).toEqual(['register Control+Alt+K', 'unregister Control+Alt+K', 'register Control+Alt+K'])
  expect([...registered.keys()]).toEqual(['Control+Alt+K'])
})

test('a hotkey that the new layout does not have is told, and comes back with the old one', () => {
  const taken: string[] = []
  const { shortcuts } = system(taken)
  const hotkey = new HotkeyManager(shortcuts, () => undefined)
  hotkey.set('Control+Alt+K')
  taken.push('Control+Alt+K')
  expect(hotkey.refresh()).toMatchObject({ registered: false, accelerator: 'Control+Alt+K' })
  expect(hotkey.status.problem).toContain('could not be registered')
  taken.pop()
  expect(hotkey.refresh()).toEqual({ accelerator: 'Control+Alt+K', registered: true })
})

test('without a hotkey, or with one that is refused, nothing is registered by a switch', () => {
  const { shortcuts, registered } = system()
  const hotkey = new HotkeyManager(shortcuts, () => undefined)
  expect(hotkey.refresh()).toEqual({ accelerator: '', registered: false })
  for (const saved of ['Control+C', 'Control+Alt+Nonsense']) {
    const refused = hotkey.restore(saved)
    expect(hotkey.refresh()).toEqual(refused)
  }
  expect(registered.size).toBe(0)
})
