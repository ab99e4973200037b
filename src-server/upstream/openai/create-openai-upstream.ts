import type { Stream } from 'openai/streaming'
import { classifyOpenAi } from '../../../src-shared/vendors/openai/classify-openai.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { rewriteBytes } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import { endedBy } from '../http/create-pooled-fetch.ts'
import { VendorRefusals } from '../http/vendor-refusals.ts'
import { toUpstreamError, type UpstreamVendor } from '../http/to-upstream-error.ts'
import type { Upstream, UpstreamAnswer, UpstreamCall, UpstreamOptions, UpstreamPart } from '../upstream.ts'
import { chatPath, createOpenAiClient } from './create-openai-client.ts'
import { readChunks } from './read-chunks.ts'
import { readCompletion } from './read-completion.ts'
import { toOpenAiRequest } from './to-openai-request.ts'

const vendor: UpstreamVendor = { name: vendorNames.openai.name, classify: classifyOpenAi }

/**
 * OpenAI's Chat Completions through its official SDK. What the client sent and what OpenAI answers pass
 * through, fields that nobody here knows too. Nothing is read from the environment, and nothing is sent
 * twice.
 */
export function createOpenAiUpstream(options: UpstreamOptions): Upstream {
  const client = createOpenAiClient(options)
  const refusals = new VendorRefusals(classifyOpenAi, options)
  const toError = (error: unknown, call: UpstreamCall, signal: AbortSignal): Error =>
    toUpstreamError(error, { signal, apiKey: options.apiKey, model: call.model.id }, vendor)

  async function complete(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    try {
      // The SDK's own reading of an answer costs as much as everything else it does.
      const response = await refusals.ask(
        call,
        toOpenAiRequest(call, false),
        async (body) => await client.post(chatPath, { body, fetchOptions: endedBy(signal) }).asResponse(),
      )
      return readCompletion(JSON.parse(await response.text()))
    } catch (error) {
      throw toError(error, call, signal)
    }
  }

  async function* stream(call: UpstreamCall, signal: AbortSignal): AsyncGenerator<UpstreamPart> {
    const rewriter = rewriteBytes('chat')
    try {
      const streamed = { stream: true, fetchOptions: endedBy(signal, rewriter) } as const
      const chunks = await refusals.ask(
        call,
        toOpenAiRequest(call, true),
        async (body) => await client.post<Stream<unknown>>(chatPath, { body, ...streamed }),
      )
      yield* readChunks(chunks, options.timeoutMs, () => rewriter.isDone)
      signal.throwIfAborted()
    } catch (error) {
      throw toError(error, call, signal)
    }
  }

  return { id: 'openai', complete, stream }
}
