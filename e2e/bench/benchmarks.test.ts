import { expect, test } from 'vitest'
import type { Benchmark } from './benchmark.ts'
import { compose } from './compose.ts'
import { firstToken } from './first-token.ts'

const measure = async (benchmark: Benchmark) =>
  await benchmark.run({ runs: 3, given: {}, progress: () => undefined })

/** Few rounds on a busy machine say nothing about budgets; that each round works, and that both sides send the same bytes, they do. */
test('first-token measures both sides with the same bytes', async () => {
  const { figures } = await measure(firstToken)
  expect(figures).toMatchObject({ runs: 3, requestTokens: expect.any(Number) as number })
  for (const side of ['appMs', 'sdkMs'])
    expect(figures[side]).toBeGreaterThan(Number(figures.labDelayMs) * 0.9)
})

test('compose measures runs of a Space', async () => {
  const { figures } = await measure(compose)
  expect(figures.p50Ms).toBeGreaterThan(0)
  expect(Number(figures.p95Ms)).toBeGreaterThanOrEqual(Number(figures.p50Ms))
})
