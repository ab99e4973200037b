import type { Anthropic } from '@anthropic-ai/sdk'
import type { Stream } from '@anthropic-ai/sdk/streaming'
import { classifyAnthropic } from '../../../src-shared/vendors/anthropic/classify-anthropic.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { rewriteBytes } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import { endedBy } from '../http/create-pooled-fetch.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import { VendorRefusals } from '../http/vendor-refusals.ts'
import { toUpstreamError, type UpstreamVendor } from '../http/to-upstream-error.ts'
import { PlainChunks } from '../http/to-plain-chunk.ts'
import type { Upstream, UpstreamAnswer, UpstreamCall, UpstreamOptions, UpstreamPart } from '../upstream.ts'
import { createAnthropicClient } from './create-anthropic-client.ts'
import { fromAnthropicMessage, type AnswerContext } from './from-anthropic-message.ts'
import { AnthropicStreamReader } from './read-anthropic-stream.ts'
import { toAnthropicRequest } from './to-anthropic-request.ts'

const vendor: UpstreamVendor = { name: vendorNames.anthropic.name, classify: classifyAnthropic }
const messagesPath = '/v1/messages'

/** How long a server may keep a stream open after its last event, in milliseconds. */
const longestEnd = 200

/**
 * Anthropic's Messages API through its official SDK. Requests go through the SDK's client rather than its
 * `messages.create`, which takes fields out of the body and writes to the console.
 */
export function createAnthropicUpstream(options: UpstreamOptions): Upstream {
  let opening: Promise<Anthropic> | undefined
  const refusals = new VendorRefusals(classifyAnthropic, options)
  const open = async (): Promise<Anthropic> => await (opening ??= createAnthropicClient(options))
  const toError = (error: unknown, call: UpstreamCall, signal: AbortSignal): Error =>
    toUpstreamError(error, { signal, apiKey: options.apiKey, model: call.model.id }, vendor)

  async function complete(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    try {
      const { body, hasMarks, ignored } = toAnthropicRequest(call, false)
      const client = await open()
      const answer = await refusals.ask(
        call,
        body,
        async (sent) =>
          await client.post<unknown>(messagesPath, { body: sent, fetchOptions: endedBy(signal) }),
      )
      throwIfError(answer)
      return fromAnthropicMessage(answer, contextOf(call, hasMarks, ignored))
    } catch (error) {
      throw toError(error, call, signal)
    }
  }

  async function* stream(call: UpstreamCall, signal: AbortSignal): AsyncGenerator<UpstreamPart> {
    try {
      const { body, hasMarks, ignored } = toAnthropicRequest(call, true)
      const client = await open()
      const streamed = { stream: true, fetchOptions: endedBy(signal, rewriteBytes('messages')) } as const
      const events = await refusals.ask(
        call,
        body,
        async (sent) => await client.post<Stream<unknown>>(messagesPath, { body: sent, ...streamed }),
      )
      yield* readEvents(events, new AnthropicStreamReader(contextOf(call, hasMarks, ignored)), signal)
    } catch (error) {
      throw toError(error, call, signal)
    }
  }

  return { id: 'anthropic', complete, stream }
}

function contextOf(
  { requestId, model }: UpstreamCall,
  hasMarks: boolean,
  ignored: readonly string[],
): AnswerContext {
  return { requestId, model: model.id, hasMarks, ignored }
}

async function* readEvents(
  events: Stream<unknown>,
  reader: AnthropicStreamReader,
  signal: AbortSignal,
): AsyncGenerator<UpstreamPart> {
  const plain = new PlainChunks()
  let end: NodeJS.Timeout | undefined
  try {
    for await (const event of events) {
      for (const part of reader.read(event)) yield plain.takePart(part)
      // Reading on to the end lets the connection be used again; some servers never come to it.
      if (reader.isComplete) end ??= setTimeout(() => events.controller.abort(), longestEnd)
    }
    checkComplete(reader, signal)
  } finally {
    clearTimeout(end)
  }
}

/** A stream that ends without its last event was cut; one without its first was never Anthropic's. */
function checkComplete({ isComplete, hasBegun }: AnthropicStreamReader, signal: AbortSignal): void {
  signal.throwIfAborted()
  if (!isComplete) throw phraseFailure({ kind: hasBegun ? 'interrupted' : 'wrong_address' }, vendor)
}
