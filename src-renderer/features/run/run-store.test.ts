import { expect, test } from 'vitest'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { RunEvent } from '../../../src-shared/run-event.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { answerOf, type RunInput } from './run-state.ts'
import { createRunStore } from './run-store.ts'

const input: RunInput = {
  request: { commandId: 'fix', spaceId: null, instructions: '' },
  commandTitle: 'Fix',
  spaceName: undefined,
  original: 'a',
  canDeliver: true,
}
const rest = {
  cost: {},
  cache: { status: 'unknown' as const },
  plan: { marks: [], reason: '' },
  timing: { latencyMs: 1 },
}
const finished: Extract<RunEvent, { type: 'finished' }> = { type: 'finished', stopReason: 'end', ...rest }

function setUp(start: () => Promise<{ runId: string }> = async () => Promise.resolve({ runId: 'r1' })) {
  const frames: (() => void)[] = []
  const fake = createFakeClient({
    'assist.start': start,
    'assist.cancel': () => undefined,
    'assist.copy': () => undefined,
    'assist.deliver': () => ({ delivered: false, message: 'The window is gone.' }),
  })
  const store = createRunStore(fake.client, (flush) => frames.push(flush))
  store.getState().start()
  const send = (event: RunEvent, runId = 'r1') => fake.announce('assist.run', { runId, event })
  return { fake, store, frames, send }
}

test('chunks are shown once per frame, and the end shows what is still waiting', async () => {
  const { store, frames, send } = setUp()
  await store.getState().run(input)
  send({ type: 'text', text: 'Hel' })
  send({ type: 'text', text: 'lo' })
  expect(frames).toHaveLength(1)
  expect(answerOf(store.getState())).toBe('')
  frames[0]?.()
  expect(answerOf(store.getState())).toBe('Hello')
  send({ type: 'text', text: ' you' })
  send(finished)
  expect(store.getState().phase).toBe('finished')
  expect(answerOf(store.getState())).toBe('Hello you')
})

test('events that overtake the answer with the run’s id are not lost', async () => {
  const { store, send } = setUp(async () => {
    send({ type: 'text', text: 'early' })
    send(finished)
    return Promise.resolve({ runId: 'r1' })
  })
  await store.getState().run(input)
  expect(store.getState().phase).toBe('finished')
  expect(answerOf(store.getState())).toBe('early')
})

test('events of another run are ignored', async () => {
  const { store, send } = setUp()
  await store.getState().run(input)
  send({ type: 'text', text: 'other' }, 'r0')
  send(finished, 'r0')
  expect(store.getState().phase).toBe('running')
})

test('a run that fits no model is refused without a question that could not help', async () => {
  const { store } = setUp(() =>
    Promise.reject(new RephloError('too_large', 'The model takes 1,000,000 tokens at most.')),
  )
  await store.getState().run(input)
  expect(store.getState()).toMatchObject({ phase: 'failed', error: { code: 'too_large' } })
})

test('a large run asks, and runs with the permission when agreed', async () => {
  let refuse = true
  const { fake, store } = setUp(async () => {
    if (refuse)
      throw new RephloError('too_large', 'This run would send about 300,000 tokens.', { retryable: true })
    return Promise.resolve({ runId: 'r1' })
  })
  await store.getState().run(input)
  expect(store.getState()).toMatchObject({
    phase: 'confirm-large',
    question: 'This run would send about 300,000 tokens.',
  })
  refuse = false
  await store.getState().runAnyway()
  expect(store.getState().phase).toBe('running')
  expect(fake.inputsOf('assist.start')[1]).toMatchObject({ allowLarge: true })
})

test('a stop before the run has an id is carried out once it has one', async () => {
  let answer: (value: { runId: string }) => void = () => undefined
  const { fake, store } = setUp(() => new Promise((resolve) => (answer = resolve)))
  const running = store.getState().run(input)
  await store.getState().stop()
  expect(fake.inputsOf('assist.cancel')).toEqual([])
  answer({ runId: 'r1' })
  await running
  expect(fake.inputsOf('assist.cancel')).toEqual([{ runId: 'r1' }])
})

test('a run that was left before it had an id does not go on unseen', async () => {
  let answer: (value: { runId: string }) => void = () => undefined
  const { fake, store } = setUp(() => new Promise((resolve) => (answer = resolve)))
  const running = store.getState().run(input)
  store.getState().leave()
  answer({ runId: 'r1' })
  await running
  expect(fake.inputsOf('assist.cancel')).toEqual([{ runId: 'r1' }])
  expect(store.getState().phase).toBe('none')
})

test('a failure keeps the text that came before it', async () => {
  const { store, send } = setUp()
  await store.getState().run(input)
  send({ type: 'text', text: 'half' })
  send({
    type: 'failed',
    error: { code: 'stream_interrupted', message: 'Broken off.', retryable: true },
    ...rest,
  })
  expect(store.getState()).toMatchObject({ phase: 'failed', error: { message: 'Broken off.' } })
  expect(answerOf(store.getState())).toBe('half')
})

test('why an answer could not be delivered is shown in the words of the main process', async () => {
  const { store, send } = setUp()
  await store.getState().run(input)
  send({ type: 'text', text: 'x' })
  send(finished)
  await store.getState().deliver('replace')
  expect(store.getState().delivery).toEqual({ level: 'warning', message: 'The window is gone.' })
})

/** A conversation of one answered question, `r1`, and what is asked about it, `r2`. */
async function followedUp() {
  let runs = 0
  const parts = setUp(async () => Promise.resolve({ runId: `r${(runs += 1)}` }))
  await parts.store.getState().run(input)
  parts.send({ type: 'text', text: 'First.' })
  parts.send(finished)
  await parts.store.getState().followUp('  shorter ')
  return parts
}

test('a follow-up continues the run that was answered, and the answer before it stays', async () => {
  const { fake, store, send } = await followedUp()
  expect(fake.inputsOf('assist.start')[1]).toMatchObject({
    commandId: 'fix',
    instructions: 'shorter',
    continues: 'r1',
  })
  send({ type: 'text', text: 'Second.' }, 'r2')
  send(finished, 'r2')
  expect(store.getState().earlier.map(answerOf)).toEqual(['First.'])
  expect(answerOf(store.getState())).toBe('Second.')
  await store.getState().deliver('replace')
  expect(fake.inputsOf('assist.deliver')).toEqual([{ mode: 'replace', text: 'Second.' }])
  await store.getState().followUp('again')
  expect(fake.inputsOf('assist.start')[2]).toMatchObject({ continues: 'r2' })
})

test('a follow-up that failed is retried on the same answer, or left for it', async () => {
  const { fake, store, send } = await followedUp()
  send({ type: 'failed', error: { code: 'overloaded', message: 'Busy.', retryable: true }, ...rest }, 'r2')
  await store.getState().retry()
  expect(fake.inputsOf('assist.start')[2]).toMatchObject({ instructions: 'shorter', continues: 'r1' })
  send({ type: 'cancelled', ...rest }, 'r3')
  store.getState().back()
  expect(store.getState()).toMatchObject({ phase: 'finished', runId: 'r1', earlier: [] })
  expect(answerOf(store.getState())).toBe('First.')
  store.getState().back()
  expect(store.getState().phase).toBe('none')
})

test('back from an answered follow-up is the answer before it, which can be followed up again; only then comes the picker', async () => {
  const { fake, store, send } = await followedUp()
  send({ type: 'text', text: 'Second.' }, 'r2')
  send(finished, 'r2')
  store.getState().back()
  expect(store.getState()).toMatchObject({ phase: 'finished', runId: 'r1', earlier: [] })
  await store.getState().followUp('longer')
  expect(fake.inputsOf('assist.start')[2]).toMatchObject({ continues: 'r1' })
  expect(store.getState().earlier.map(answerOf)).toEqual(['First.'])
})

test('an earlier answer is copied as it was, not the latest one', async () => {
  const { fake, store, send } = await followedUp()
  send({ type: 'text', text: 'Second.' }, 'r2')
  send(finished, 'r2')
  await store.getState().copy('First.')
  await store.getState().copy()
  expect(fake.inputsOf('assist.copy')).toEqual([{ text: 'First.' }, { text: 'Second.' }])
})

test('a new run begins a new conversation', async () => {
  const { store } = await followedUp()
  await store.getState().run(input)
  expect(store.getState().earlier).toEqual([])
})

test('an answer from this computer is asked of the provider when it is asked again, another one is just retried', async () => {
  const { fake, store, send } = setUp()
  await store.getState().run(input)
  send({ type: 'text', text: 'kept' })
  send({ ...finished, cache: { status: 'local' } })
  await store.getState().retry()
  expect(fake.inputsOf('assist.start')[1]).toMatchObject({ fresh: true })
  expect(fake.inputsOf('assist.start')[0]).not.toHaveProperty('fresh')
})

test('that another attempt is made is told while one waits; that another provider answers stays', async () => {
  const { store, frames, send } = setUp()
  const codes = () => store.getState().warnings.map((warning) => warning.code)
  await store.getState().run(input)
  send({ type: 'warning', code: 'retrying', message: 'Trying again in 1 second…' })
  send({ type: 'warning', code: 'retrying', message: 'Trying again in 3 seconds…' })
  expect(store.getState().warnings).toEqual([{ code: 'retrying', message: 'Trying again in 3 seconds…' }])
  send({ type: 'warning', code: 'fallback', message: 'OpenAI answers.' })
  send({ type: 'warning', code: 'retrying', message: 'Trying again in 1 second…' })
  expect(codes()).toEqual(['fallback', 'retrying'])
  send({ type: 'text', text: 'x' })
  frames.at(-1)?.()
  expect(codes()).toEqual(['fallback'])
})

test('that an answer was cut off is said once, in the words of the main process when it has some', async () => {
  const { store, send } = setUp()
  await store.getState().run(input)
  send({ ...finished, stopReason: 'length' })
  expect(store.getState().warnings).toHaveLength(1)
  await store.getState().retry()
  send({ type: 'warning', code: 'answer_cut', message: 'It ends too early.' })
  send({ ...finished, stopReason: 'length' })
  expect(store.getState().warnings).toEqual([{ code: 'answer_cut', message: 'It ends too early.' }])
})
