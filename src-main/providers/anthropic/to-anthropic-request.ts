import type { MessageCreateParamsStreaming, TextBlockParam } from '@anthropic-ai/sdk/resources/messages'
import type { ProviderCall } from '../provider.ts'

/**
 * The request body for Anthropic's Messages API: the cached segments in `system`, where changes of other settings do not
 * invalidate them, breakpoints exactly at the plan's marks, and the dynamic segment as the one user message.
 */
export function toAnthropicRequest(call: Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'maxOutputTokens'>): MessageCreateParamsStreaming {
  const ttls = new Map(call.plan.marks.map((mark) => [mark.blockIndex, mark.ttl]))
  const system = call.prompt.prefix.flatMap(({ text }, index): TextBlockParam[] => {
    // Anthropic refuses empty text blocks, with a breakpoint or without.
    if (text === '') return []
    const ttl = ttls.get(index)
    return [{ type: 'text', text, ...(ttl === undefined ? {} : { cache_control: { type: 'ephemeral', ttl: ttl === '5m' ? '5m' : '1h' } }) }]
  })
  return {
    model: call.model,
    max_tokens: call.maxOutputTokens,
    stream: true,
    ...(system.length === 0 ? {} : { system }),
    messages: [{ role: 'user', content: [{ type: 'text', text: call.prompt.dynamic.text }] }],
  }
}
