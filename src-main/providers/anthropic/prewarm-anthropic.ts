import type { Anthropic } from '@anthropic-ai/sdk'
import { z } from 'zod'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { endedEarly } from '../http/ended-early.ts'
import type { CallContext } from '../http/vendor.ts'
import type { ProviderCall } from '../provider.ts'
import { anthropicVendor } from './anthropic-vendor.ts'
import {
  anthropicUsageSchema,
  fromAnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { toPrewarmRequest } from './to-anthropic-request.ts'

const messageSchema = z.object({ type: z.literal('message'), usage: anthropicUsageSchema.nullish() })

/**
 * Warms the prefix without output; resolves to what was used. Throws what the SDK throws, and wrong_use
 * without a mark.
 */
export async function prewarmAnthropic(
  client: Anthropic,
  call: ProviderCall,
  context: CallContext,
  signal: AbortSignal,
): Promise<TokenUsage | undefined> {
  const request = toPrewarmRequest(call)
  if (request === undefined)
    throw new RephloError(
      'wrong_use',
      'There is nothing to keep warm: the plan for this prompt caches nothing.',
    )
  const answer: unknown = await client.messages.create(request, { signal })
  throwIfError(answer)
  const message = messageSchema.safeParse(answer)
  if (!message.success) throw endedEarly(true, context, anthropicVendor)
  const { usage } = message.data
  return usage === null || usage === undefined ? undefined : fromAnthropicUsage(usage, true, true)
}
