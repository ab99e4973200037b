import type { KeptAnswer } from '../../response-cache/answer-cache.ts'
import { replayAsChunks } from '../../response-cache/replay-as-chunks.ts'
import { endOf, eventHeaders, toWhole } from './respond.ts'
import { toEvent } from './event-stream.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { SettledCall } from './settle-call.ts'

/** No vendor was asked for this answer, so it used nothing. */
const noUsage = {
  prompt_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
} as const

interface Replayed {
  readonly answer: KeptAnswer
  /** Absent for a repetition under an idempotency key: that call was settled when it first ran. */
  readonly settled: SettledCall | undefined
  readonly requestId?: string
}

/** Gives a kept answer again, whole or as a stream, as this client asks. */
export function replay(call: PreparedCall, { answer, settled, requestId }: Replayed): Response {
  const metadata = settled?.metadata ?? {
    cached: true,
    provider: call.target.upstream,
    request_id: requestId ?? call.requestId,
  }
  const facts: SettledCall = { credits: 0, usage: noUsage, metadata }
  const response = call.isStreamed
    ? toStream(call, answer, facts)
    : toWhole({ limitedTo: undefined }, { completion: answer.completion, settled: facts })
  if (settled === undefined) response.headers.set('idempotent-replayed', 'true')
  return response
}

function toStream(call: PreparedCall, { completion }: KeptAnswer, facts: SettledCall): Response {
  const chunks = replayAsChunks(completion)
  const last = chunks.at(-1)
  const events = [
    ...chunks.slice(0, -1).map(toEvent),
    ...endOf({ clientBody: call.clientBody, limitedTo: undefined }, last, facts),
  ]
  return new Response(events.join(''), { status: 200, headers: eventHeaders })
}
