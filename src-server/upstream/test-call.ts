import { chatRequestSchema, type ChatRequest } from '../../src-shared/dedicated-api/chat-request.ts'
import type { Model } from '../../src-shared/pricing/price-table.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { createModelCatalogue } from './model-catalogue.ts'
import { upstreamIds, type Upstream, type UpstreamCall, type UpstreamPart } from './upstream.ts'

const catalogue = createModelCatalogue({
  table: loadModelTable(),
  configured: new Set(upstreamIds),
  now: () => Date.parse('2026-11-21T12:00:00Z'),
})

/** A model of the shipped table, for tests. */
export function testModel(id: string): Model {
  return catalogue.resolve(id).model
}

/** A call as the chat route makes it, for tests: the body validated, a limit of 500 tokens. */
export function testCall(
  body: Omit<ChatRequest, 'model'> & { readonly model: string },
  more: Partial<UpstreamCall> = {},
): UpstreamCall {
  return {
    requestId: 'req_test',
    model: testModel(body.model),
    body: chatRequestSchema.parse(body),
    maxOutputTokens: 500,
    isLimitAsked: false,
    ...more,
  }
}

async function collectParts(parts: AsyncIterable<UpstreamPart>): Promise<UpstreamPart[]> {
  const collected: UpstreamPart[] = []
  for await (const part of parts) collected.push(part)
  return collected
}

/** The text of a stream and its last usage, for tests. */
export async function readAll(
  upstream: Upstream,
  call: UpstreamCall,
  signal: AbortSignal = new AbortController().signal,
): Promise<{
  text: string
  parts: UpstreamPart[]
  usage: Extract<UpstreamPart, { type: 'usage' }>['usage'] | undefined
}> {
  const parts = await collectParts(upstream.stream(call, signal))
  const usages = parts.flatMap((part) => (part.type === 'usage' ? [part.usage] : []))
  return {
    parts,
    text: parts.map((part) => (part.type === 'chunk' ? part.text : '')).join(''),
    usage: usages.at(-1),
  }
}
