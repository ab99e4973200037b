import { expect, test } from 'vitest'
import type { DocumentSummary, ProviderInfo, SpaceSummary } from '../../../src-shared/entities.ts'
import type { EditPreview, SpaceCacheState } from '../../../src-shared/ipc/contract.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { sampleSettings } from '../../ipc/sample-settings.ts'
import { describeWarm, learnedFrom } from './describe-cache-state.ts'
import { isDirty } from './spaces-state.ts'
import { createSpacesStore } from './spaces-store.ts'

const space = (id: string): SpaceSummary => ({
  id,
  name: id,
  documentCount: 0,
  tokens: 0,
  updatedAt: 0,
  cachePolicy: 'auto',
})
const document: DocumentSummary = {
  id: 'd1',
  spaceId: 's1',
  title: 'Title',
  characters: 4,
  tokens: 1,
  hash: 'h',
  updatedAt: 0,
}
const cacheState: SpaceCacheState = { warm: [], uses: 0, advice: [], warnings: [] }
const preview: EditPreview = {
  totalTokens: 9,
  unchangedTokens: 4,
  rewrittenTokens: 5,
  isWarm: true,
  message: '5 tokens are written again.',
  warnings: [],
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

async function startedStore(
  save: () => Promise<DocumentSummary> = async () => Promise.resolve(document),
  caching: Partial<Parameters<typeof createFakeClient>[0]> = {
    'spaces.cacheState': () => cacheState,
    'documents.previewEdit': () => preview,
  },
) {
  const spaces = [space('s1'), space('s2')]
  const fake = createFakeClient({
    'spaces.list': () => spaces,
    'spaces.create': () => {
      throw new RephloError('bad_input', 'There is a Space of that name already.')
    },
    'spaces.delete': ({ id }) => {
      spaces.splice(
        spaces.findIndex((each) => each.id === id),
        1,
      )
    },
    'documents.list': () => [document],
    'documents.get': () => ({ ...document, text: 'text' }),
    'documents.save': save,
    'providers.list': () => [],
    ...caching,
  })
  const store = createSpacesStore(fake.client)
  store.getState().start()
  await settled()
  return { fake, store }
}

test('a failed save keeps the typed text and says what happened', async () => {
  const { store } = await startedStore(async () =>
    Promise.reject(new RephloError('storage_full', 'The disk is full.')),
  )
  await store.getState().openDocument('d1')
  store.getState().edit({ text: 'typed for an hour' })
  expect(await store.getState().save()).toBe(false)
  expect(store.getState().draft).toMatchObject({
    text: 'typed for an hour',
    problem: 'The disk is full.',
    saving: false,
  })
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

test('the cost of an edit is asked for the text as it is when the answer comes, one question at a time', async () => {
  const answers: ((answer: EditPreview) => void)[] = []
  const { fake, store } = await startedStore(undefined, {
    'spaces.cacheState': () => cacheState,
    'documents.previewEdit': () => new Promise((resolve) => answers.push(resolve)),
  })
  await store.getState().openDocument('d1')
  store.getState().edit({ text: 'one' })
  const asking = store.getState().previewEdit()
  store.getState().edit({ text: 'one two' })
  await store.getState().previewEdit()
  expect(fake.inputsOf('documents.previewEdit')).toHaveLength(1)
  answers[0]?.({ ...preview, message: 'about the text before' })
  await settled()
  expect(store.getState().preview).toBeUndefined()
  answers[1]?.(preview)
  await asking
  expect(store.getState().preview).toEqual(preview)
  expect(fake.inputsOf('documents.previewEdit')).toMatchObject([{ text: 'one' }, { text: 'one two' }])
})

test('a draft that equals what is saved costs nothing, and is not asked about', async () => {
  const { fake, store } = await startedStore()
  await store.getState().openDocument('d1')
  store.getState().edit({ text: 'typed' })
  await store.getState().previewEdit()
  store.getState().edit({ text: 'text' })
  await store.getState().previewEdit()
  expect(store.getState().preview).toBeUndefined()
  expect(fake.inputsOf('documents.previewEdit')).toHaveLength(1)
})

test('what is still to be filled in is no trouble while one writes, other trouble is said', async () => {
  let code: 'bad_input' | 'internal' = 'bad_input'
  const refuse = () => {
    throw new RephloError(code, 'Give the document a title.')
  }
  const { store } = await startedStore(undefined, {
    'spaces.cacheState': () => cacheState,
    'documents.previewEdit': refuse,
  })
  store.getState().newDocument()
  store.getState().edit({ text: 'typed' })
  await store.getState().previewEdit()
  expect(store.getState().previewProblem).toBeUndefined()
  code = 'internal'
  await store.getState().previewEdit()
  expect(store.getState().previewProblem).toBe('Give the document a title.')
})

test('how warm a Space is follows the runs, and a late answer about another Space is not taken for it', async () => {
  const answers = new Map<string, (state: SpaceCacheState) => void>()
  const { fake, store } = await startedStore(undefined, {
    'spaces.cacheState': ({ id }) => new Promise((resolve) => answers.set(id, resolve)),
  })
  const stop = store.getState().watchCacheState()
  await store.getState().select('s2')
  fake.announce('settings.changed', sampleSettings)
  answers.get('s2')?.({ ...cacheState, uses: 2 })
  answers.get('s1')?.({ ...cacheState, uses: 1 })
  await settled()
  expect(store.getState().cacheState).toMatchObject({ spaceId: 's2', uses: 2 })
  fake.announce('savings.changed', undefined)
  answers.get('s2')?.({ ...cacheState, uses: 3 })
  await settled()
  expect(store.getState().cacheState).toMatchObject({ uses: 3 })
  stop()
  const asked = fake.inputsOf('spaces.cacheState').length
  fake.announce('savings.changed', undefined)
  expect(fake.inputsOf('spaces.cacheState'), 'nobody looks at it any longer').toHaveLength(asked)
})

test('a warm Space is named with its model and lifetime, and without a use nothing is claimed', () => {
  const expiresAt = new Date(2026, 10, 21, 14, 32).getTime()
  const providers: ProviderInfo[] = [
    {
      id: 'anthropic',
      name: 'Anthropic',
      practice: false,
      needsKey: true,
      defaultModel: 'm',
      models: [{ id: 'm', name: 'Claude Haiku 5.5', contextTokens: 1 }],
    },
  ]
  expect(
    describeWarm(
      { provider: 'anthropic', model: 'm', tokens: 12_480, ttl: '5m', expiresAt },
      providers,
      expiresAt - 60_000,
    ),
  ).toBe('Warm until 14:32 for Claude Haiku 5.5 (5 minutes): 12,480 tokens')
  expect(
    describeWarm(
      { provider: 'openai', model: 'gpt', tokens: 1, expiresAt },
      providers,
      expiresAt + 86_400_000,
    ),
  ).toBe('Warm until 21 Nov, 14:32 for gpt: 1 token')
  expect(learnedFrom(cacheState)).toContain('Not used yet')
  expect(learnedFrom({ ...cacheState, uses: 3, withinFiveMinutes: 0.3333, withinHour: 0.8 })).toContain(
    '33% within 5 minutes and 80% within an hour',
  )
})
