import { expect, test } from 'vitest'
import { createProofs, type Proof } from './create-proofs.ts'
import type { Principal } from './principal.ts'

const principalOf = (userId: string): Principal => ({
  userId,
  tier: 'standard',
  role: 'user',
  scopes: ['account'],
  via: { kind: 'session', id: `session of ${userId}` },
})

function open(check: (token: string) => Promise<Proof>) {
  const clock = { now: 1_000_000 }
  const counts = { checks: 0 }
  const counted = async (token: string): Promise<Proof> => {
    counts.checks++
    return await check(token)
  }
  return { clock, counts, proofs: createProofs({ now: () => clock.now, check: counted }) }
}

test('a proof is asked for once a minute, also by many at once', async () => {
  const { clock, counts, proofs } = open((token) => Promise.resolve({ principal: principalOf(token) }))
  await Promise.all(Array.from({ length: 64 }, async () => await proofs.prove('ann')))
  clock.now += 60_000
  await proofs.prove('ann')
  expect(counts.checks).toBe(1)
  clock.now += 1
  await proofs.prove('ann')
  expect(counts.checks).toBe(2)
})

test('a refusal is not remembered', async () => {
  let isGood = false
  const { proofs } = open(() =>
    isGood ? Promise.resolve({ principal: principalOf('ann') }) : Promise.reject(new Error('no')),
  )
  await expect(proofs.prove('ann')).rejects.toThrow('no')
  isGood = true
  await proofs.prove('ann')
})

test('what was being checked while it was revoked is neither remembered nor waited for', async () => {
  const release: (() => void)[] = []
  const { counts, proofs } = open(
    (token) => new Promise((resolve) => release.push(() => resolve({ principal: principalOf(token) }))),
  )
  const before = proofs.prove('ann')
  proofs.forget('ann')
  const meanwhile = proofs.prove('ann')
  expect(counts.checks).toBe(2)
  release[0]?.()
  await before
  proofs.forget('ann')
  release[1]?.()
  await meanwhile
  const after = proofs.prove('ann')
  expect(counts.checks).toBe(3)
  release[2]?.()
  await after
})

test('forgetting takes a user’s proofs, or those of one session, and nothing else', async () => {
  const { counts, proofs } = open((token) =>
    Promise.resolve({
      principal: { ...principalOf(token.slice(0, 3)), via: { kind: 'session', id: token } },
    }),
  )
  const tokens = ['ann 1', 'ann 2', 'ann 3', 'bob 1']
  const checksOfAll = async (): Promise<number> => {
    counts.checks = 0
    for (const token of tokens) await proofs.prove(token)
    return counts.checks
  }
  expect(await checksOfAll()).toBe(4)
  proofs.forget('ann', 'ann 2')
  expect(await checksOfAll()).toBe(1)
  proofs.forget('bob', 'ann 1')
  expect(await checksOfAll()).toBe(0)
  proofs.forget('ann')
  proofs.forget('ann')
  expect(await checksOfAll()).toBe(3)
})

test('of very many proofs the latest are kept, and can still be forgotten', async () => {
  const { counts, proofs } = open((token) => Promise.resolve({ principal: principalOf(token) }))
  for (let index = 0; index < 6_000; index++) await proofs.prove(`user ${index}`)
  proofs.forget('user 5998')
  counts.checks = 0
  await proofs.prove('user 5999')
  expect(counts.checks).toBe(0)
  await proofs.prove('user 5998')
  await proofs.prove('user 1')
  expect(counts.checks).toBe(2)
})
