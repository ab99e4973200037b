import table from '../../../resources/models.json' with { type: 'json' }
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { modelTableSchema, type Model } from '../../../src-shared/pricing/price-table.ts'
import type { Upstream, UpstreamCall, UpstreamPart } from '../upstream.ts'

export const never: AbortSignal = new AbortController().signal

/** A call as the gateway makes it: the client's body, validated. */
export function testCall(
  body: Readonly<Record<string, unknown>>,
  more: Partial<UpstreamCall> = {},
): UpstreamCall {
  const model = 'claude-haiku-5-5'
  return {
    requestId: 'req_1',
    model: modelOf(model),
    body: chatRequestSchema.parse({ model, ...body }),
    maxOutputTokens: 100,
    isLimitAsked: false,
    ...more,
  }
}

/** Everything that a stream gave, and what it threw. */
export async function readStream(
  upstream: Upstream,
  call: UpstreamCall,
  signal: AbortSignal = never,
): Promise<{ parts: UpstreamPart[]; error: unknown }> {
  const parts: UpstreamPart[] = []
  try {
    for await (const part of upstream.stream(call, signal)) parts.push(part)
    return { parts, error: undefined }
  } catch (error) {
    return { parts, error }
  }
}

export function textOf(parts: readonly UpstreamPart[]): string {
  return parts
    .map((part) => (part.type === 'chunk' ? (part.chunk.choices[0]?.delta.content ?? '') : ''))
    .join('')
}

function modelOf(id: string): Model {
  const model = modelTableSchema.parse(table).anthropic?.models.find((candidate) => candidate.id === id)
  if (model === undefined) throw new TypeError(`No model ${id}`)
  return model
}
