import { z } from 'zod'
import { cacheMissSchema, missReasonSchema } from './cache-miss.ts'
import { errorCodes } from './rephlo-error.ts'
import { cacheStatuses, tokenUsageSchema } from './token-usage.ts'

export const cacheTtls = ['5m', '30m', '1h', '12h', '24h'] as const
export const cacheTtlSchema = z.enum(cacheTtls)

/**
 * The lifetime asked for a cached prefix: Anthropic 5m and 1h, OpenAI 30m and 12h
 * (24h before 5.6), Gemini any as an explicit cache.
 */
export type CacheTtl = z.infer<typeof cacheTtlSchema>

/** What the planner decided: after which segments a cache breakpoint was set, for how long, and why. */
export const cachePlanSummarySchema = z.object({
  /** The segment that each breakpoint ends. */
  marks: z.array(z.enum(['tools', 'system', 'space', 'conversation'])),
  mode: z.enum(['none', 'marks', 'automatic', 'explicit']).optional(),
  ttl: cacheTtlSchema.optional(),
  reason: z.string(),
})

export type CachePlanSummary = z.infer<typeof cachePlanSummarySchema>

/** Cost of one run in nano-dollars; a part is absent when its tokens or its price are unknown. */
export const runCostSchema = z.object({
  actual: z.number().int().optional(),
  uncached: z.number().int().optional(),
  saved: z.number().int().optional(),
})

export type RunCost = z.infer<typeof runCostSchema>

/**
 * What a run took from a balance of credits, in whole credits; `balance` is what was left to
 * spend after it, absent when a refusal did not tell.
 */
export const creditChargeSchema = z.object({
  charged: z.number().int().nonnegative(),
  balance: z.number().int().optional(),
})

export type CreditCharge = z.infer<typeof creditChargeSchema>

const outcome = {
  usage: tokenUsageSchema.optional(),
  /** For a run that was paid with credits, what these are worth. */
  cost: runCostSchema,
  /** Absent for a run that was not paid with credits, or when the charge was not told. */
  credits: creditChargeSchema.optional(),
  cache: z.object({
    status: z.enum(cacheStatuses),
    missReason: missReasonSchema.optional(),
    miss: cacheMissSchema.optional(),
  }),
  plan: cachePlanSummarySchema,
  timing: z.object({ latencyMs: z.number(), firstTokenMs: z.number().optional() }),
}

export const errorInfoSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  retryable: z.boolean(),
  /** How long the vendor asked to wait before another attempt, in milliseconds. */
  retryAfterMs: z.number().nonnegative().optional(),
})

/**
 * What happens during a run, in order: `started`, then any number of `text`, `usage`
 * and `warning`, then exactly one of `finished`, `failed`, `cancelled`. Errors travel
 * in band; text that arrived before one is kept.
 */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    runId: z.string(),
    provider: z.string(),
    model: z.string(),
    modelName: z.string(),
    practice: z.boolean(),
  }),
  z.object({ type: z.literal('text'), text: z.string() }),
  /** The model has begun to think; what it thinks is not passed on. */
  z.object({ type: z.literal('thinking') }),
  /** What came as text until now was none of the answer: it is to be dropped. */
  z.object({ type: z.literal('retracted') }),
  z.object({ type: z.literal('usage'), usage: tokenUsageSchema }),
  z.object({ type: z.literal('warning'), code: z.string(), message: z.string() }),
  z.object({
    type: z.literal('finished'),
    stopReason: z.enum(['end', 'length', 'refusal', 'other']),
    ...outcome,
  }),
  z.object({ type: z.literal('failed'), error: errorInfoSchema, ...outcome }),
  z.object({ type: z.literal('cancelled'), ...outcome }),
])

export type RunEvent = z.infer<typeof runEventSchema>
export type TerminalRunEvent = Extract<RunEvent, { type: 'finished' | 'failed' | 'cancelled' }>

/** Whether an event is the last one of its run. */
export function isTerminal(event: RunEvent): event is TerminalRunEvent {
  return event.type === 'finished' || event.type === 'failed' || event.type === 'cancelled'
}
