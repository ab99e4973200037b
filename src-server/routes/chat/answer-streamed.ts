import type { ChatChunk } from '../../../src-shared/dedicated-api/chat-answer.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { collectCompletion } from '../../response-cache/collect-completion.ts'
import type { UpstreamPart } from '../../upstream/upstream.ts'
import { settleFailure, wholeUsage, type HeldCall } from './answer-whole.ts'
import type { ChatServices } from './chat-services.ts'
import { settleCall, type SettledCall } from './settle-call.ts'

/** What is known of a stream so far. */
interface Progress {
  usage: TokenUsage | undefined
  text: string
  firstTokenAt: number | undefined
  /** Collected for a keeper alone. */
  readonly chunks: ChatChunk[]
}

/** The parts that go to the client: chunks, at the end with what was settled. */
export type StreamedPart =
  | { readonly type: 'chunk'; readonly chunk: ChatChunk }
  | { readonly type: 'end'; readonly last: ChatChunk | undefined; readonly settled: SettledCall }

/**
 * Asks the vendor for a stream. The chunk that tells why the answer ended is held back until the
 * call is settled, so that it can carry usage. However the stream ends (leaving the generator
 * included), the call is settled once: a client that left pays for the prompt and for what was
 * streamed, as the vendor reported it or as estimated.
 */
export async function* answerStreamed(
  services: ChatServices,
  call: HeldCall,
): AsyncGenerator<StreamedPart, void, undefined> {
  const progress: Progress = { usage: undefined, text: '', firstTokenAt: undefined, chunks: [] }
  let isSettled = false
  try {
    const upstream = await services.upstreams.get(call.target.upstream)
    let last: ChatChunk | undefined
    for await (const part of upstream.stream(call.upstreamCall, call.signal)) {
      const chunk = follow(progress, part, call.keeper !== undefined, services.now)
      if (chunk === undefined) continue
      if (last !== undefined) yield { type: 'chunk', chunk: last }
      last = endsChoice(chunk) ? chunk : undefined
      if (last === undefined) yield { type: 'chunk', chunk }
    }
    isSettled = true
    const settled = await settleFinished(services, call, progress)
    yield { type: 'end', last, settled }
  } catch (error) {
    if (!isSettled) {
      isSettled = true
      await settleBroken(services, call, progress, error)
    }
    throw error
  } finally {
    if (!isSettled) await settleBroken(services, call, progress, call.signal.reason)
  }
}

function follow(
  progress: Progress,
  part: UpstreamPart,
  isKept: boolean,
  now: () => number,
): ChatChunk | undefined {
  if (part.type === 'usage') {
    progress.usage = part.usage
    return undefined
  }
  progress.text += part.text
  if (part.text !== '') progress.firstTokenAt ??= now()
  if (isKept) progress.chunks.push(part.chunk)
  return part.chunk
}

function endsChoice({ choices }: ChatChunk): boolean {
  // Some servers leave it out until then.
  return choices.some(({ finish_reason: reason }) => typeof reason === 'string')
}

async function settleFinished(
  services: ChatServices,
  call: HeldCall,
  progress: Progress,
): Promise<SettledCall> {
  const settled = await settleCall(services, call, {
    status: 'finished',
    ...usedSoFar(call, progress),
    firstTokenAt: progress.firstTokenAt,
  })
  if (progress.chunks.length > 0)
    await call.keeper?.keep({ completion: collectCompletion(progress.chunks), credits: settled.credits })
  else await call.keeper?.abandon()
  return settled
}

async function settleBroken(
  services: ChatServices,
  call: HeldCall,
  progress: Progress,
  error: unknown,
): Promise<void> {
  const hasBegun = progress.usage !== undefined || progress.text !== ''
  const { credits } = hasBegun
    ? await settleCall(services, call, {
        status: call.signal.aborted ? 'cancelled' : 'failed',
        ...usedSoFar(call, progress),
        firstTokenAt: progress.firstTokenAt,
        error,
      })
    : await settleFailure(services, call, error)
  // After the settlement, which decides whether an idempotency key is free again.
  await call.keeper?.abandon(credits > 0)
}

function usedSoFar(call: HeldCall, { usage, text }: Progress): ReturnType<typeof wholeUsage> {
  return wholeUsage(call, usage, () => text)
}
