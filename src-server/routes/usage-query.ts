import { z } from 'zod'
import { pageQuerySchema } from '../../src-shared/dedicated-api/admin.ts'
import { usageRecordSchema } from '../../src-shared/dedicated-api/usage-record.ts'
import { usageGroupingSchema } from '../../src-shared/dedicated-api/usage-summary.ts'
import type { Days } from '../usage/usage-store.ts'
import { wrongParameter } from './parse-query.ts'

const dayMs = 86_400_000
/** The span that is reported when nothing is asked, in days. */
const usualDays = 30
/** The end of the year 9999, beyond which days have no ISO date. */
const latest = 253_402_300_799_999

/** A time as it was asked; a date stands for its whole day. */
interface AskedTime {
  /** Epoch milliseconds. */
  readonly at: number
  readonly isDate: boolean
}

const isoDate = z.iso.date()
const isoInstant = z.iso.datetime({ offset: true })

const timeSchema = z.string().transform((text, context): AskedTime => {
  const isDate = isoDate.safeParse(text).success
  const at = /^\d{1,15}$/.test(text)
    ? Number(text)
    : isDate || isoInstant.safeParse(text).success
      ? Date.parse(text)
      : Number.NaN
  if (at >= 0 && at <= latest) return { at, isDate }
  context.addIssue({
    code: 'custom',
    message: 'Send an ISO date (2026-11-21), an ISO instant (2026-11-21T10:00:00Z) or epoch milliseconds.',
  })
  return z.NEVER
})

const name = z.string().regex(/^\P{Cc}{1,200}$/u, 'Send 1 to 200 characters.')
const span = { from: timeSchema.optional(), to: timeSchema.optional() }

/** The query of `GET /v1/usage` and, for all users, `GET /v1/admin/usage`. */
export const historyQuerySchema = z.strictObject({
  ...pageQuerySchema.shape,
  ...span,
  model: name.optional(),
  provider: name.optional(),
  status: usageRecordSchema.shape.status.optional(),
  user_id: name.optional(),
})
/** The query of `GET /v1/usage/summary` and, for all users, `GET /v1/admin/usage/summary`. */
export const summaryQuerySchema = z.strictObject({
  ...span,
  group_by: usageGroupingSchema.default('day'),
  user_id: name.optional(),
})
export const spanQuerySchema = z.strictObject(span)
export const cacheStatsQuerySchema = z.strictObject({ scope: z.enum(['own', 'all']).default('own') })

interface AskedSpan {
  readonly from?: AskedTime | undefined
  readonly to?: AskedTime | undefined
}

/** Epoch milliseconds, `from` included, `to` excluded. Throws ApiError 400 when `from` comes after `to`. */
export function timesOf({ from, to }: AskedSpan): {
  readonly from?: number | undefined
  readonly to?: number | undefined
} {
  const end = to === undefined ? undefined : to.isDate ? to.at + dayMs : to.at
  if (
    from !== undefined &&
    to !== undefined &&
    end !== undefined &&
    (to.isDate ? from.at >= end : from.at > end)
  )
    throw wrongParameter('from', 'It comes after to. Exchange them.')
  return { from: from?.at, to: end }
}

/** The days (UTC) that the span touches; the last 30 where nothing is asked. */
export function daysOf(span: AskedSpan, now: number): Days {
  const times = timesOf(span)
  const end =
    times.to === undefined ? Math.max(now, times.from ?? 0) : Math.max(times.to - 1, times.from ?? 0)
  const start = times.from ?? Math.max(0, end - (usualDays - 1) * dayMs)
  return { from: dayOf(start), to: dayOf(end) }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
