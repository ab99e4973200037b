import type { Fetch } from '../provider.ts'

const endMark = 'data:[DONE]'

export interface WatchedFetch {
  readonly fetch: Fetch
  /** Whether the stream of the latest response has sent `data: [DONE]`. */
  readonly isDone: () => boolean
}

/**
 * Notices the end mark of a stream, which the SDK takes away. Some servers give no reason for the end of an
 * answer: the mark then tells a complete answer from a cut one.
 */
export function watchEndMark(fetch: Fetch): WatchedFetch {
  let isDone = false
  const watched: Fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (response.body === null) return response
    isDone = false
    const body = response.body.pipeThrough(lastLines((text) => (isDone ||= text.includes(endMark))))
    return new Response(body, {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    })
  }
  return { fetch: watched, isDone: () => isDone }
}

/** Passes bytes on and shows each piece with the end of the one before, without blanks. */
function lastLines(show: (text: string) => void): TransformStream<Uint8Array, Uint8Array> {
  let tail = ''
  return new TransformStream({
    transform(bytes, controller) {
      // Latin-1 keeps every byte a character, wherever the network cut the text.
      tail = (tail + Buffer.from(bytes).toString('latin1')).replace(/[ \t]/g, '')
      show(tail)
      tail = tail.slice(-endMark.length)
      controller.enqueue(bytes)
    },
  })
}
