import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inNodeLoop } from './in-node-loop.ts'

test('each call runs the action once, in a later turn of the loop', async () => {
  let count = 0
  const call = inNodeLoop(() => (count += 1))
  call()
  call()
  expect(count).toBe(0)
  await delay(20)
  expect(count).toBe(2)
})
