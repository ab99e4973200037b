import type { Wire } from '../../../src-shared/vendors/events/from-whole-answer.ts'
import { rewriteBytes } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import type { Fetch } from '../provider.ts'

export interface CanonicalFetch {
  readonly fetch: Fetch
  /** Whether the latest stream sent its end mark, which the SDK takes away, or was a whole answer. */
  readonly isDone: () => boolean
}

/**
 * A fetch for one streaming call, whose answer arrives in the form that the SDK reads, however the server
 * lays it out.
 */
export function canonicalFetch(fetch: Fetch, wire: Wire): CanonicalFetch {
  let isDone = (): boolean => false
  const canonical: Fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (!response.ok) return await withAllWords(response, wire)
    if (response.body === null) return response
    const rewriter = rewriteBytes(wire)
    isDone = () => rewriter.isDone
    const body = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, controller) => enqueue(controller, rewriter.push(bytes)),
        flush: (controller) => enqueue(controller, rewriter.end()),
      }),
    )
    const { status, statusText, headers } = response
    return new Response(body, { status, statusText, headers })
  }
  return { fetch: canonical, isDone: () => isDone() }
}

/** OpenAI's SDK keeps of a refusal only what stands in `error`, and other servers say the rest beside it. */
async function withAllWords(response: Response, wire: Wire): Promise<Response> {
  if (wire !== 'chat' && wire !== 'responses') return response
  const text = await response.text()
  const { status, statusText, headers } = response
  return new Response(allInError(text), { status, statusText, headers })
}

function allInError(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    const isSaid =
      typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'object'
    return isSaid ? text : JSON.stringify({ error: body })
  } catch {
    return text
  }
}

function enqueue(controller: TransformStreamDefaultController<Uint8Array>, bytes: Uint8Array): void {
  if (bytes.byteLength > 0) controller.enqueue(bytes)
}
