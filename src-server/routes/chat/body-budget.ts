import { ApiError } from '../../api-error.ts'

/** Bounds the memory of large requests in flight. */
export interface BodyBudget {
  /**
   * Waits for room, in order; resolves to what gives it back (once). Small bodies
   * pass. Throws ApiError 503 `server_busy` after 10 s.
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void>
}

const smallBytes = 64 * 1024
const longestWaitMs = 10_000
const retryAfterSeconds = 5

interface Waiting {
  readonly bytes: number
  readonly enter: () => void
}

export function createBodyBudget(totalBytes: number, waitMs = longestWaitMs): BodyBudget {
  let used = 0
  const line: Waiting[] = []
  const letIn = (): void => {
    for (let next = line[0]; next !== undefined && used + next.bytes <= totalBytes; next = line[0]) {
      line.shift()
      used += next.bytes
      next.enter()
    }
  }
  const giveBack = (bytes: number): (() => void) =>
    once(() => {
      used -= bytes
      letIn()
    })
  return {
    take(bytes, signal) {
      if (bytes <= smallBytes) return Promise.resolve(() => undefined)
      return new Promise((resolve, reject) => {
        const leave = (reason: Error) => (): void => {
          const place = line.indexOf(waiting)
          if (place < 0) return
          line.splice(place, 1)
          end()
          reject(reason)
          letIn()
        }
        const onAbort = leave(new DOMException('The client left.', 'AbortError'))
        const timer = setTimeout(leave(serverBusy()), waitMs)
        const end = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        }
        const waiting: Waiting = {
          bytes,
          enter: () => {
            end()
            resolve(giveBack(bytes))
          },
        }
        signal.addEventListener('abort', onAbort, { once: true })
        line.push(waiting)
        letIn()
      })
    },
  }
}

function serverBusy(): ApiError {
  return new ApiError(
    503,
    'server_error',
    'server_busy',
    'Too many large requests are in flight. Send this one again in a moment.',
    { retryAfterSeconds },
  )
}

/** Does work at the first call alone. */
function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
