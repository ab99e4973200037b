import { ApiError } from '../api-error.ts'

const retryAfterSeconds = 5

/**
 * Runs at most `atOnce` pieces of work at a time, in order. Throws ApiError
 * 503 `server_busy` when `longest` wait already.
 */
export function createQueue({
  atOnce,
  longest,
}: {
  readonly atOnce: number
  readonly longest: number
}): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0

  async function enter(): Promise<void> {
    if (running < atOnce) {
      running++
      return
    }
    if (waiting.length >= longest) throw busy()
    // Whoever leaves hands its place over.
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }

  return async (work) => {
    await enter()
    try {
      return await work()
    } finally {
      leave()
    }
  }
}

function busy(): ApiError {
  return new ApiError(
    503,
    'server_error',
    'server_busy',
    `Too many logins at once. Try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  )
}
