import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, inject, test } from 'vitest'
import { openRedis } from '../storage/open-redis.ts'
import { testModes, type TestMode } from '../storage/open-test-storage.ts'
import type { SharedMemory } from '../storage/storage.ts'
import type { AnswerCache, KeptAnswer, Lookup } from './answer-cache.ts'
import { createAnswerCache, type AnswerCacheOptions } from './create-answer-cache.ts'

const never = new AbortController().signal

function answerOf(content: string, finishReason: 'stop' | null = 'stop'): KeptAnswer {
  return {
    completion: {
      id: 'a',
      object: 'chat.completion',
      created: 1,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: finishReason }],
    },
    credits: 2,
  }
}

interface TestCaches extends AsyncDisposable {
  /** A cache as another instance has it; in embedded mode there is but one. */
  open(options?: Partial<AnswerCacheOptions>): Promise<AnswerCache & { readonly memory: SharedMemory }>
}

function openTestCaches(mode: TestMode): TestCaches {
  const keyPrefix = `test_${randomUUID()}:`
  const opened: (AnswerCache & { readonly memory: SharedMemory })[] = []
  return {
    async open(options) {
      const memory = mode === 'embedded' ? undefined : await openRedis(inject('redisUrl'), { keyPrefix })
      const cache = { ...createAnswerCache({ memory, ...options }), memory }
      opened.push(cache)
      return cache
    },
    async [Symbol.asyncDispose]() {
      for (const cache of opened) {
        await cache.close()
        cache.memory?.disconnect()
      }
    },
  }
}

function leading(lookup: Lookup): Extract<Lookup, { kind: 'lead' }> {
  if (lookup.kind !== 'lead') throw new Error('Somebody else leads.')
  return lookup
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  return (await Promise.race([promise, sleep(150, 'pending')])) === 'pending'
}

describe.each(testModes)('%s', (mode) => {
  test('an answer is given again, to its key alone', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    await leading(await cache.lookUp('one', never)).keep(answerOf('Hello 🌍'))
    expect(await cache.lookUp('one', never)).toEqual({ kind: 'hit', answer: answerOf('Hello 🌍') })
    expect((await cache.lookUp('other', never)).kind).toBe('lead')
  })

  test('a long answer comes back as it was', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    const long = answerOf('Grüße aus der Gegend, in der die Pakete liegen. '.repeat(2_000))
    await leading(await cache.lookUp('long', never)).keep(long)
    expect(await cache.lookUp('long', never)).toEqual({ kind: 'hit', answer: long })
  })

  test('of a hundred that ask at once one leads, and all others get its answer', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    let leads = 0
    const contents = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const lookup = await cache.lookUp('key', never)
        if (lookup.kind === 'hit') return lookup.answer.completion.choices[0]?.message.content
        leads += 1
        await sleep(50)
        await lookup.keep(answerOf('once'))
        return 'once'
      }),
    )
    expect(leads).toBe(1)
    expect(new Set(contents)).toEqual(new Set(['once']))
  })

  test('a leader that abandons is followed by the next in line', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    const first = leading(await cache.lookUp('key', never))
    const [second, third] = [cache.lookUp('key', never), cache.lookUp('key', never)]
    expect(await isPending(second)).toBe(true)
    await first.abandon()
    await first.keep(answerOf('too late'))
    const next = leading(await second)
    expect(await isPending(third)).toBe(true)
    await next.keep(answerOf('second'))
    expect(await third).toEqual({ kind: 'hit', answer: answerOf('second') })
  })

  test('a cut answer is never kept: whoever waits leads', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    const first = leading(await cache.lookUp('key', never))
    const waiting = cache.lookUp('key', never)
    await first.keep(answerOf('half an ans', null))
    await leading(await waiting).abandon()
    expect((await cache.lookUp('key', never)).kind).toBe('lead')
  })

  test('one that leaves the line gets its reason, and the others stay', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    const first = leading(await cache.lookUp('key', never))
    const leaver = new AbortController()
    const leaving = cache.lookUp('key', leaver.signal)
    const staying = cache.lookUp('key', never)
    leaver.abort(new Error('gone'))
    await expect(leaving).rejects.toThrow('gone')
    await first.abandon()
    await leading(await staying).abandon()
    await expect(cache.lookUp('key', leaver.signal)).rejects.toThrow('gone')
  })

  test('refresh leads beside the line and replaces what was kept', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    await leading(await cache.lookUp('key', never)).keep(answerOf('old'))
    const refresh = leading(await cache.lookUp('key', never, { refresh: true }))
    expect(await cache.lookUp('key', never)).toEqual({ kind: 'hit', answer: answerOf('old') })
    await refresh.keep(answerOf('new'))
    expect(await cache.lookUp('key', never)).toEqual({ kind: 'hit', answer: answerOf('new') })
    await leading(await cache.lookUp('key', never, { refresh: true })).keep(answerOf('cut', null))
    expect(await cache.lookUp('key', never)).toEqual({ kind: 'hit', answer: answerOf('new') })
  })

  test('an answer above a mebibyte serves who waits and is not kept', async () => {
    await using caches = openTestCaches(mode)
    const cache = await caches.open()
    const first = leading(await cache.lookUp('key', never))
    const waiting = cache.lookUp('key', never)
    await first.keep(answerOf('x'.repeat(1_048_577)))
    expect((await waiting).kind).toBe('hit')
    expect((await cache.lookUp('key', never)).kind).toBe('lead')
  })
})

test('memory keeps an answer for its time, and never more than its bytes', async () => {
  let now = 1_000
  const cache = createAnswerCache({
    memory: undefined,
    ttlMs: 3_600_000,
    maximumBytes: 10_000,
    now: () => now,
  })
  await leading(await cache.lookUp('key', never)).keep(answerOf('kept'))
  now += 3_600_000
  expect((await cache.lookUp('key', never)).kind).toBe('hit')
  now += 1
  await leading(await cache.lookUp('key', never)).abandon()
  for (let index = 0; index < 20; index += 1)
    await leading(await cache.lookUp(`key ${index}`, never)).keep(answerOf('x'.repeat(2_000)))
  const found = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => (await cache.lookUp(`key ${index}`, never)).kind),
  )
  expect(found.filter((kind) => kind === 'hit')).toHaveLength(4)
})

test('over two instances one of a hundred leads', async () => {
  await using caches = openTestCaches('shared')
  const instances = [await caches.open(), await caches.open()]
  let leads = 0
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const lookup = await instances[index % 2]?.lookUp('key', never)
      if (lookup?.kind === 'hit') return
      leads += 1
      await sleep(150)
      await lookup?.keep(answerOf('once'))
    }),
  )
  expect(leads).toBe(1)
})

test('when a leader abandons, the other instance leads', async () => {
  await using caches = openTestCaches('shared')
  const [one, other] = [await caches.open(), await caches.open()]
  const first = leading(await one.lookUp('key', never))
  const waiting = other.lookUp('key', never)
  expect(await isPending(waiting)).toBe(true)
  await first.abandon()
  await leading(await waiting).keep(answerOf('by the other'))
  expect(await one.lookUp('key', never)).toEqual({ kind: 'hit', answer: answerOf('by the other') })
})

test('a leader that works for long keeps its lock; one whose process died loses it soon', async () => {
  await using caches = openTestCaches('shared')
  const [one, other] = [await caches.open({ lockMs: 3_000 }), await caches.open({ lockMs: 3_000 })]
  leading(await one.lookUp('key', never))
  const waiting = other.lookUp('key', never)
  // Longer than the lock lasts by itself.
  await sleep(4_000)
  expect(await isPending(waiting)).toBe(true)
  one.memory?.disconnect()
  expect((await waiting).kind).toBe('lead')
})

test('a late release never frees the lock of another', async () => {
  await using caches = openTestCaches('shared')
  const [one, other, third] = [
    await caches.open({ lockMs: 60_000 }),
    await caches.open(),
    await caches.open(),
  ]
  const first = leading(await one.lookUp('key', never))
  await one.memory?.del('answer-lock:{key}')
  const second = leading(await other.lookUp('key', never))
  await first.abandon()
  const waiting = third.lookUp('key', never)
  expect(await isPending(waiting)).toBe(true)
  await second.keep(answerOf('second'))
  expect((await waiting).kind).toBe('hit')
})

test('while Redis is away everybody leads, yet one at a time in a process, and nothing is harmed', async () => {
  await using caches = openTestCaches('shared')
  const cache = await caches.open()
  cache.memory?.disconnect()
  const first = leading(await cache.lookUp('key', never))
  const waiting = cache.lookUp('key', never)
  expect(await isPending(waiting)).toBe(true)
  await first.keep(answerOf('for those who wait'))
  expect((await waiting).kind).toBe('hit')
  await leading(await cache.lookUp('key', never)).abandon()
})

test('what another version left in Redis is a miss, and is replaced', async () => {
  await using caches = openTestCaches('shared')
  const cache = await caches.open()
  for (const [index, left] of ['', 'nonsense', 'gz:nonsense', '{"completion":{}}', 'null'].entries()) {
    await cache.memory?.set(`answer:{${index}}`, left)
    await leading(await cache.lookUp(String(index), never)).keep(answerOf('new'))
    expect((await cache.lookUp(String(index), never)).kind).toBe('hit')
  }
})
