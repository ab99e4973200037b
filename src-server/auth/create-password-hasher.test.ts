import { scrypt, scryptSync } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { createPasswordHasher } from './create-password-hasher.ts'
import { createQueue } from './create-queue.ts'

// Counts the real one's calls.
vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:crypto')>()
  return { ...original, scrypt: vi.fn(original.scrypt) }
})

test('a hash proves its password and no other, tells its parameters, and differs each time', async () => {
  const hasher = createPasswordHasher()
  const [one, two] = await Promise.all([hasher.hash('ångström 12345'), hasher.hash('ångström 12345')])
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/)
  expect(one).not.toBe(two)
  // The same letters, typed as base letter and accent.
  expect(await hasher.verify('a\u030angstro\u0308m 12345', one)).toEqual({ isRight: true, isOutdated: false })
  expect(await hasher.verify('angstrom 12345', one)).toEqual({ isRight: false, isOutdated: false })
})

test('a hash of older parameters still proves its password, and asks to be renewed', async () => {
  const salt = Buffer.alloc(16, 1)
  const old = `$scrypt$ln=10,r=8,p=1$${salt.toString('base64url')}$${scryptSync('old password', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64url')}`
  expect(await createPasswordHasher().verify('old password', old)).toEqual({
    isRight: true,
    isOutdated: true,
  })
  expect(await createPasswordHasher().verify('new password', old)).toEqual({
    isRight: false,
    isOutdated: false,
  })
})

test('an absent or unreadable hash is never right, and takes the same work as one that is there', async () => {
  const hasher = createPasswordHasher()
  const known = await hasher.hash('some password')
  const workOf = async (stored: string | undefined): Promise<unknown[]> => {
    vi.mocked(scrypt).mockClear()
    expect((await hasher.verify('wrong password', stored)).isRight).toBe(false)
    return vi.mocked(scrypt).mock.calls.map(([, , length, cost]) => [length, cost])
  }
  const there = await workOf(known)
  expect(there).toHaveLength(1)
  for (const stored of [undefined, '', '-', '$scrypt$ln=15,r=8,p=3$$'])
    expect(await workOf(stored)).toEqual(there)
})

test('two run at a time, others wait in line, and a line that is too long is refused', async () => {
  const queue = createQueue({ atOnce: 2, longest: 3 })
  let running = 0
  let most = 0
  const finish: (() => void)[] = []
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running)
    await new Promise<void>((resolve) => finish.push(resolve))
    running--
  }
  const started = Array.from({ length: 5 }, async () => await queue(work))
  await expect(queue(work)).rejects.toMatchObject({ status: 503, code: 'server_busy' })
  for (let ended = 0; ended < 5; ended++) {
    await new Promise((resolve) => setImmediate(resolve))
    finish.shift()?.()
  }
  await Promise.all(started)
  expect(most).toBe(2)
  await expect(queue(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue(() => Promise.resolve('still works'))).toBe('still works')
})
