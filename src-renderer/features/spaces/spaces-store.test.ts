import { expect, test } from 'vitest'
import type { DocumentSummary, SpaceSummary } from '../../../src-shared/entities.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { isDirty } from './spaces-state.ts'
import { createSpacesStore } from './spaces-store.ts'

const space = (id: string): SpaceSummary => ({ id, name: id, documentCount: 0, tokens: 0, updatedAt: 0, cachePolicy: 'auto' })
const document: DocumentSummary = { id: 'd1', spaceId: 's1', title: 'Title', characters: 4, tokens: 1, hash: 'h', updatedAt: 0 }
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

async function startedStore(save: () => Promise<DocumentSummary> = async () => Promise.resolve(document)) {
  const spaces = [space('s1'), space('s2')]
  const fake = createFakeClient({
    'spaces.list': () => spaces,
    'spaces.create': () => {
      throw new RephloError('bad_input', 'There is a Space of that name already.')
    },
    'spaces.delete': ({ id }) => {
      spaces.splice(spaces.findIndex((each) => each.id === id), 1)
    },
    'documents.list': () => [document],
    'documents.get': () => ({ ...document, text: 'text' }),
    'documents.save': save,
  })
  const store = createSpacesStore(fake.client)
  store.getState().start()
  await settled()
  return { fake, store }
}

test('a failed save keeps the typed text and says what happened', async () => {
  const { store } = await startedStore(async () => Promise.reject(new RephloError('storage_full', 'The disk is full.')))
  await store.getState().openDocument('d1')
  store.getState().edit({ text: 'typed for an hour' })
  expect(await store.getState().save()).toBe(false)
  expect(store.getState().draft).toMatchObject({ text: 'typed for an hour', problem: 'The disk is full.', saving: false })
  expect(isDirty(store.getState().draft)).toBe(true)
})

test('what is typed while a save is under way is not taken for saved', async () => {
  let finish: (saved: DocumentSummary) => void = () => undefined
  const { store } = await startedStore(() => new Promise((resolve) => (finish = resolve)))
  await store.getState().openDocument('d1')
  store.getState().edit({ text: 'one' })
  const saving = store.getState().save()
  store.getState().edit({ text: 'one two' })
  finish(document)
  await saving
  expect(store.getState().draft).toMatchObject({ text: 'one two', saved: { text: 'one' } })
  expect(isDirty(store.getState().draft)).toBe(true)
})

test('saving a new document gives it its id, so that a second save does not create another', async () => {
  const { fake, store } = await startedStore()
  store.getState().newDocument()
  store.getState().edit({ title: 'Title', text: 'text' })
  await store.getState().save()
  store.getState().edit({ text: 'text 2' })
  await store.getState().save()
  expect(fake.inputsOf('documents.save')).toMatchObject([{ id: undefined }, { id: 'd1' }])
})

test('a refused name is reported, so that the field keeps it', async () => {
  const { store } = await startedStore()
  expect(await store.getState().createSpace('s1')).toBe(false)
  expect(store.getState().problem).toBe('There is a Space of that name already.')
})

test('after the selected Space is deleted another one is shown', async () => {
  const { store } = await startedStore()
  await store.getState().deleteSpace('s1')
  expect(store.getState().selectedId).toBe('s2')
})
