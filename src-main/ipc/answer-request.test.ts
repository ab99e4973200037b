import { expect, test } from 'vitest'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { answerRequest } from './answer-request.ts'
import type { IpcHandlers } from './ipc-handlers.ts'

const reported: string[] = []
const report = (route: string) => reported.push(route)
const handlers = {
  'spaces.create': ({ name }: { name: string }) => ({
    id: '1',
    name,
    documentCount: 0,
    tokens: 0,
    updatedAt: 0,
    cachePolicy: 'auto' as const,
  }),
  'spaces.delete': () => {
    throw new RephloError('not_found', 'It is gone.')
  },
  'commands.list': () => {
    throw new Error('sk-secret-detail')
  },
  'settings.get': () => ({ hotkey: 7 }),
  'popup.hide': () => undefined,
} as unknown as IpcHandlers

const ask = (route: unknown, input?: unknown) => answerRequest(handlers, route, input, report)

test('a valid request is answered with the checked value', async () => {
  expect(await ask('spaces.create', { name: '  Work ' })).toEqual({
    ok: true,
    value: { id: '1', name: 'Work', documentCount: 0, tokens: 0, updatedAt: 0, cachePolicy: 'auto' },
  })
  expect(await ask('popup.hide')).toEqual({ ok: true, value: undefined })
})

test.each([['toString'], ['__proto__'], ['no.such.route'], [42], [undefined], [{}]])(
  'the unknown route %s is refused',
  async (route) => {
    expect(await ask(route)).toMatchObject({ ok: false, error: { code: 'wrong_use' } })
  },
)

test.each([[{}], [{ name: '' }], [{ name: 'x'.repeat(500) }], ['text'], [null]])(
  'the malformed input %j never reaches the handler',
  async (input) => {
    expect(await ask('spaces.create', input)).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  },
)

test('an error of ours crosses as a value, without stack or cause', async () => {
  expect(await ask('spaces.delete', { id: '1' })).toEqual({
    ok: false,
    error: { code: 'not_found', message: 'It is gone.', retryable: false },
  })
})

test('an unexpected error is reported and its detail stays in the main process', async () => {
  const answer = await ask('commands.list')
  expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } })
  expect(JSON.stringify(answer)).not.toContain('secret')
  expect(reported).toContain('commands.list')
})

test('a handler that breaks its own promise is caught before the window sees it', async () => {
  expect(await ask('settings.get')).toMatchObject({ ok: false, error: { code: 'internal' } })
})
