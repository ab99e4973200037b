import { expect, test } from 'vitest'
import { createBackground } from '../credits/background.ts'
import { toCreditLog } from './to-credit-log.ts'

test('what failed in the background is told with its cause and its details, as the log has them', async () => {
  const told: unknown[] = []
  const log = toCreditLog({ warn: (...args) => told.push(args), error: (...args) => told.push(args) })
  const cause = new Error('The database is away')
  const background = createBackground(log)
  background.run('The heartbeat failed.', () => Promise.reject(cause))
  await background.done()
  log.error({ requestId: 'req_1' }, 'Given up.')
  log.warn({ freed: 2 }, 'Gave back.')
  expect(told).toEqual([
    ['The heartbeat failed.', cause, {}],
    ['Given up.', undefined, { requestId: 'req_1' }],
    ['Gave back.', { freed: 2 }],
  ])
})
