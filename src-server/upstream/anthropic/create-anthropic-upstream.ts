import type { Anthropic } from '@anthropic-ai/sdk'
import type { Stream } from '@anthropic-ai/sdk/streaming'
import { classifyAnthropic } from '../../../src-shared/vendors/anthropic/classify-anthropic.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { rewriteBytes } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import { endedBy } from '../http/create-pooled-fetch.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import { toUpstreamError, type UpstreamVendor } from '../http/to-upstream-error.ts'
import type { Upstream, UpstreamAnswer, UpstreamCall, UpstreamOptions, UpstreamPart } from '../upstream.ts'
import { createAnthropicClient } from './create-anthropic-client.ts'
import { fromAnthropicMessage } from './from-anthropic-message.ts'
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
  const open = async (): Promise<Anthropic> => await (opening ??= createAnthropicClient(options))
  const toError = (error: unknown, call: UpstreamCall, signal: AbortSignal): Error =>
    toUpstreamError(error, { signal, apiKey: options.apiKey, model: call.model.id }, vendor)

  async function complete(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    try {
      const { body, hasMarks, ignored } = toAnthropicRequest(call, false)
      const client = await open()
      const answer = await client.post<unknown>(messagesPath, { body, fetchOptions: endedBy(signal) })
      throwIfError(answer)
      const context = { requestId: call.requestId, model: call.model.id, hasMarks, ignored }
      return fromAnthropicMessage(answer, context)
    } catch (error) {
      throw toError(error, call, signal)
    }
  }

  async function* stream(call: UpstreamCall, signal: AbortSignal): AsyncGenerator<UpstreamPart> {
    let end: NodeJS.Timeout | undefined
    try {
      const { body, hasMarks, ignored } = toAnthropicRequest(call, true)
      const client = await open()
      const events = await client.post<Stream<unknown>>(messagesPath, {
        body,
        fetchOptions: endedBy(signal, rewriteBytes('messages')),
        stream: true,
      })
      const reader = new AnthropicStreamReader({
        requestId: call.requestId,
        model: call.model.id,
        hasMarks,
        ignored,
      })
      for await (const event of events) {
        for (const part of reader.read(event)) yield part
        // Reading on to the end lets the connection be used again; some servers never come to it.
        if (reader.isComplete) end ??= setTimeout(() => events.controller.abort(), longestEnd)
      }
      checkComplete(reader, signal)
    } catch (error) {
      throw toError(error, call, signal)
    } finally {
      clearTimeout(end)
    }
  }

  return { id: 'anthropic', complete, stream }
}

/** A stream that ends without its last event was cut; one without its first was never Anthropic's. */
function checkComplete({ isComplete, hasBegun }: AnthropicStreamReader, signal: AbortSignal): void {
  signal.throwIfAborted()
  if (!isComplete) throw phraseFailure({ kind: hasBegun ? 'interrupted' : 'wrong_address' }, vendor)
}
