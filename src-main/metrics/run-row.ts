import { z } from 'zod'
import type { MissReason } from '../../src-shared/cache-miss.ts'
import { runRecordSchema, type RunRecord } from '../../src-shared/savings.ts'
import { localDay } from './local-day.ts'

const orNull = <Value>(value: Value | undefined) => value ?? null
const optionalNumber = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined)
const optionalText = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined)

/** The columns of `runs`, in the order in which they are written. */
export const runColumns = [
  'id',
  'started_at',
  'day',
  'practice',
  'status',
  'command_id',
  'command_title',
  'space_id',
  'space_name',
  'provider',
  'model',
  'error_code',
  'error_message',
  'uncached_input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_write_12h_tokens',
  'cache_write_other_tokens',
  'output_tokens',
  'raw_usage',
  'cache_status',
  'miss_reason',
  'miss',
  'plan',
  'actual_cost',
  'uncached_cost',
  'saved_cost',
  'credits_charged',
  'latency_ms',
  'first_token_ms',
] as const

/** A run as a row: what is unknown is NULL, never 0. */
export function toRunRow(run: RunRecord): Record<(typeof runColumns)[number], string | number | null> {
  const writes = run.usage?.cacheWriteTokens
  return {
    id: run.id,
    started_at: run.startedAt,
    day: localDay(run.startedAt),
    practice: run.practice ? 1 : 0,
    status: run.status,
    command_id: run.commandId,
    command_title: run.commandTitle,
    space_id: orNull(run.spaceId),
    space_name: orNull(run.spaceName),
    provider: run.provider,
    model: run.model,
    error_code: orNull(run.error?.code),
    error_message: orNull(run.error?.message),
    uncached_input_tokens: orNull(run.usage?.uncachedInputTokens),
    cache_read_tokens: orNull(run.usage?.cacheReadTokens),
    cache_write_5m_tokens: orNull(writes?.fiveMinutes),
    cache_write_1h_tokens: orNull(writes?.oneHour),
    cache_write_12h_tokens: orNull(writes?.twelveHours),
    cache_write_other_tokens: orNull(writes?.other),
    output_tokens: orNull(run.usage?.outputTokens),
    raw_usage: run.usage?.raw === undefined ? null : JSON.stringify(run.usage.raw),
    cache_status: run.cacheStatus,
    miss_reason: orNull(reasonOf(run)),
    miss: run.miss === undefined ? null : JSON.stringify(run.miss),
    plan: JSON.stringify(run.plan),
    actual_cost: orNull(run.actualCost),
    uncached_cost: orNull(run.uncachedCost),
    saved_cost: orNull(run.savedCost),
    credits_charged: orNull(run.creditsCharged),
    latency_ms: run.latencyMs,
    first_token_ms: orNull(run.firstTokenMs),
  }
}

/** The reason for a miss; the detail has the same one. */
export function reasonOf(run: RunRecord): MissReason | undefined {
  return run.missReason ?? run.miss?.reason
}

const runRowSchema = z.object({
  id: z.string(),
  started_at: z.number(),
  practice: z.number(),
  status: z.string(),
  command_id: z.string(),
  command_title: z.string(),
  space_id: optionalText,
  space_name: optionalText,
  provider: z.string(),
  model: z.string(),
  error_code: optionalText,
  error_message: optionalText,
  uncached_input_tokens: optionalNumber,
  cache_read_tokens: optionalNumber,
  cache_write_5m_tokens: optionalNumber,
  cache_write_1h_tokens: optionalNumber,
  cache_write_12h_tokens: optionalNumber,
  cache_write_other_tokens: optionalNumber,
  output_tokens: optionalNumber,
  raw_usage: optionalText,
  cache_status: z.string(),
  miss_reason: optionalText,
  miss: optionalText,
  plan: z.string(),
  actual_cost: optionalNumber,
  uncached_cost: optionalNumber,
  saved_cost: optionalNumber,
  credits_charged: optionalNumber,
  latency_ms: z.number(),
  first_token_ms: optionalNumber,
})

/** The run of a row. Throws a ZodError when the row was not written by this program. */
export function fromRunRow(value: unknown): RunRecord {
  const row = runRowSchema.parse(value)
  return runRecordSchema.parse({
    id: row.id,
    startedAt: row.started_at,
    commandId: row.command_id,
    commandTitle: row.command_title,
    spaceId: row.space_id,
    spaceName: row.space_name,
    provider: row.provider,
    model: row.model,
    practice: row.practice === 1,
    status: row.status,
    error:
      row.error_code === undefined ? undefined : { code: row.error_code, message: row.error_message ?? '' },
    usage: usageOf(row),
    cacheStatus: row.cache_status,
    missReason: row.miss_reason,
    miss: row.miss === undefined ? undefined : parseJson(row.miss),
    plan: parseJson(row.plan),
    actualCost: row.actual_cost,
    uncachedCost: row.uncached_cost,
    savedCost: row.saved_cost,
    creditsCharged: row.credits_charged,
    latencyMs: row.latency_ms,
    firstTokenMs: row.first_token_ms,
  })
}

function parseJson(text: string): unknown {
  return JSON.parse(text)
}

function usageOf(row: z.infer<typeof runRowSchema>): unknown {
  const writes = [
    row.cache_write_5m_tokens,
    row.cache_write_1h_tokens,
    row.cache_write_12h_tokens,
    row.cache_write_other_tokens,
  ]
  const counts = [row.uncached_input_tokens, row.cache_read_tokens, row.output_tokens, ...writes]
  if (counts.every((value) => value === undefined) && row.raw_usage === undefined) return undefined
  const [fiveMinutes, oneHour, twelveHours, other] = writes
  return {
    uncachedInputTokens: row.uncached_input_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: writes.every((value) => value === undefined)
      ? undefined
      : { fiveMinutes, oneHour, twelveHours, other },
    outputTokens: row.output_tokens,
    raw: row.raw_usage === undefined ? undefined : parseJson(row.raw_usage),
  }
}
