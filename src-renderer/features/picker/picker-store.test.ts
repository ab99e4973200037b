import { expect, test } from 'vitest'
import type { Command, SpaceSummary } from '../../../src-shared/entities.ts'
import type { AssistContext } from '../../../src-shared/ipc/contract.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { sampleSettings } from '../../ipc/sample-settings.ts'
import { activeCommand } from './picker-state.ts'
import { createPickerStore } from './picker-store.ts'

const settings = { ...sampleSettings, lastSpaceId: 's1' }
const spaces: SpaceSummary[] = [
  { id: 's1', name: 'Handbook', documentCount: 1, tokens: 10, updatedAt: 0, cachePolicy: 'auto' },
]
const command = (id: string, needsText: boolean): Command => ({
  id,
  title: id,
  description: '',
  template: 'x',
  icon: '',
  needsText,
  builtIn: true,
})
const context: AssistContext = { preview: 'Hello', characters: 5, editable: true, canDeliver: true }

async function startedStore() {
  const shown = { spaces, commands: [command('fix', true), command('ask', false)] }
  const fake = createFakeClient({
    'settings.get': () => settings,
    'settings.update': (change) => ({ ...settings, ...change }),
    'providers.list': () => [],
    'spaces.list': () => shown.spaces,
    'commands.list': () => shown.commands,
    'assist.context': () => ({ preview: 'from before', characters: 11, editable: true, canDeliver: false }),
    'assist.estimate': () => ({
      inputTokens: 12,
      spaceTokens: 10,
      warmTokens: 0,
      planReason: '',
      localAnswer: false,
      warnings: [],
      practice: true,
      providerName: 'Practice',
      modelName: 'Practice',
    }),
  })
  const store = createPickerStore(fake.client)
  store.getState().start()
  await settled()
  return { fake, store, shown }
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

test('the Space of the last run is chosen again, and a deleted one is let go', async () => {
  const { fake, store, shown } = await startedStore()
  expect(store.getState().spaceId).toBe('s1')
  shown.spaces = []
  fake.announce('spaces.changed', undefined)
  await settled()
  expect(store.getState().spaceId).toBeNull()
})

test('an unedited selection does not travel back; an edited one does', async () => {
  const { store } = await startedStore()
  store.getState().open(context)
  expect(store.getState().prepare('fix')?.request).toEqual({
    commandId: 'fix',
    spaceId: 's1',
    instructions: '',
  })
  store.getState().setText('Hello you')
  expect(store.getState().prepare('fix')?.request.text).toBe('Hello you')
})

test('a Command that needs text does not run without one, and says why', async () => {
  const { store } = await startedStore()
  store.getState().open({ ...context, preview: '', characters: 0 })
  store.getState().setText('  \n')
  expect(store.getState().prepare('fix')).toBeUndefined()
  expect(store.getState().problem).toContain('needs a text')
  expect(store.getState().prepare('ask')).toBeDefined()
  expect(store.getState().problem).toBeUndefined()
})

test('a selection too large to edit runs although only its beginning is here', async () => {
  const { store } = await startedStore()
  store.getState().open({ ...context, preview: '', characters: 1_048_576, editable: false })
  const prepared = store.getState().prepare('fix')
  expect(prepared?.request).not.toHaveProperty('text')
  expect(prepared?.original).toBeUndefined()
})

test('opening forgets filter, instructions and edits of the time before', async () => {
  const { store } = await startedStore()
  const { open, setFilter, setInstructions, setText } = store.getState()
  open(context)
  setFilter('ask')
  setInstructions('briefly')
  setText('edited')
  open({ ...context, preview: 'Next' })
  expect(store.getState()).toMatchObject({ filter: '', instructions: '', text: 'Next', activeId: undefined })
})

test('moving goes round at both ends', async () => {
  const { store } = await startedStore()
  const active = () => activeCommand(store.getState())?.id
  expect(active()).toBe('fix')
  store.getState().move('previous')
  expect(active()).toBe('ask')
  store.getState().move('next')
  expect(active()).toBe('fix')
  store.getState().move('last')
  expect(active()).toBe('ask')
})

test('a context that was asked for before the first opening does not overwrite it', async () => {
  const { store } = await startedStore()
  expect(store.getState().text).toBe('from before')
  const late = createFakeClient({
    'settings.get': () => settings,
    'providers.list': () => [],
    'spaces.list': () => [],
    'commands.list': () => [],
    'assist.context': () => ({ ...context, preview: 'late' }),
  })
  const other = createPickerStore(late.client)
  other.getState().start()
  other.getState().open(context)
  await settled()
  expect(other.getState().text).toBe('Hello')
})
