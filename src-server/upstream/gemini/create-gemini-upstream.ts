import { longestSilenceAfterEndMs } from '../../../src-shared/vendors/answer-end.ts'
import { classifyGemini } from '../../../src-shared/vendors/gemini/classify-gemini.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import { toUpstreamError, type UpstreamVendor } from '../http/to-upstream-error.ts'
import { PlainChunks } from '../http/to-plain-chunk.ts'
import type { Upstream, UpstreamAnswer, UpstreamCall, UpstreamOptions, UpstreamPart } from '../upstream.ts'
import { createGeminiClient } from './create-gemini-client.ts'
import { fromGeminiResponse } from './from-gemini-response.ts'
import { openConnection, type Connection } from './open-connection.ts'
import { GeminiStreamReader } from './read-gemini-stream.ts'
import { toGeminiRequest, type GeminiRequest } from './to-gemini-request.ts'

const vendor: UpstreamVendor = { name: vendorNames.gemini.name, classify: classifyGemini }

/**
 * Gemini through its official SDK, in OpenAI's shape. Nothing is read from the environment, and nothing is
 * sent twice. Time is limited by the fetch.
 */
export function createGeminiUpstream(options: UpstreamOptions): Upstream {
  const { models } = createGeminiClient(options)
  const toError = (error: unknown, call: UpstreamCall, signal: AbortSignal): Error =>
    toUpstreamError(error, { signal, apiKey: options.apiKey, model: call.model.id }, vendor)

  async function complete(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    const connection = openConnection(signal)
    try {
      const request = toGeminiRequest(call)
      return fromGeminiResponse(
        await models.generateContent(withSignal(request, connection)),
        contextOf(call, request),
      )
    } catch (error) {
      throw toError(error, call, signal)
    } finally {
      connection.close()
    }
  }

  async function* stream(call: UpstreamCall, signal: AbortSignal): AsyncGenerator<UpstreamPart> {
    const connection = openConnection(signal)
    try {
      const request = toGeminiRequest(call)
      const responses = await models.generateContentStream(withSignal(request, connection))
      yield* readResponses(
        responses,
        new GeminiStreamReader(contextOf(call, request)),
        connection,
        Math.min(options.timeoutMs, longestSilenceAfterEndMs),
      )
      signal.throwIfAborted()
    } catch (error) {
      throw toError(error, call, signal)
    } finally {
      connection.close()
    }
  }

  return { id: 'gemini', complete, stream }
}

function withSignal({ parameters }: GeminiRequest, { signal }: Connection): GeminiRequest['parameters'] {
  return { ...parameters, config: { ...parameters.config, abortSignal: signal } }
}

function contextOf(call: UpstreamCall, { readsExplicitCache, ignored }: GeminiRequest) {
  return { requestId: call.requestId, model: call.model.id, readsExplicitCache, ignored }
}

/**
 * A complete answer is not undone by what happens to its connection; one that ends before was cut, or never
 * Gemini's.
 */
async function* readResponses(
  responses: AsyncIterable<unknown>,
  reader: GeminiStreamReader,
  connection: Connection,
  silenceMs: number,
): AsyncGenerator<UpstreamPart> {
  const plain = new PlainChunks()
  let end: NodeJS.Timeout | undefined
  try {
    for await (const response of responses) {
      for (const part of reader.read(response)) yield plain.takePart(part)
      // Over gateways, text may follow an early end: then the wait begins anew.
      clearTimeout(end)
      if (reader.isComplete) end = setTimeout(() => connection.close(), silenceMs)
    }
  } catch (error) {
    // The SDK's words for a body that ends within an event, or holds none at all, as a web page does.
    const isCut = error instanceof Error && error.message.startsWith('Incomplete JSON segment')
    if (!reader.isComplete && !isCut) throw error
  } finally {
    clearTimeout(end)
  }
  if (!reader.isComplete)
    throw phraseFailure({ kind: reader.hasBegun ? 'interrupted' : 'wrong_address' }, vendor)
  for (const part of reader.end()) yield plain.takePart(part)
}
