import { expect, test } from 'vitest'
import { RunRegistry } from './run-registry.ts'

test('cancelling reaches the one run that is meant', () => {
  const registry = new RunRegistry()
  const [one, other] = [registry.begin(), registry.begin()]
  registry.cancel(one.runId)
  expect(one.signal.aborted).toBe(true)
  expect(other.signal.aborted).toBe(false)
})

test('stopping all waits until each run has ended, so that it can be recorded', async () => {
  const registry = new RunRegistry()
  const { runId, signal } = registry.begin()
  let recorded = false
  signal.addEventListener('abort', () => {
    setTimeout(() => {
      recorded = true
      registry.end(runId)
    }, 50)
  })
  await registry.stopAll()
  expect(recorded).toBe(true)
})

test('stopping all does not wait for ever for a run that hangs', async () => {
  const registry = new RunRegistry()
  registry.begin()
  await registry.stopAll()
})

test('cancelling a run that is over is no error', () => {
  const registry = new RunRegistry()
  const { runId } = registry.begin()
  registry.end(runId)
  expect(() => registry.cancel(runId)).not.toThrow()
})
