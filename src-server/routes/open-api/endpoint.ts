import type { z } from 'zod'
import type { Scope } from '../../../src-shared/dedicated-api/account.ts'

/**
 * One endpoint as the document describes it. `answers` holds what success
 * gives; every refusal has the common error body.
 */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With parameters in braces. */
  readonly path: string
  readonly summary: string
  /** Absent for endpoints without a token. */
  readonly scope?: Scope
  readonly body?: z.ZodType
  readonly query?: z.ZodObject
  /** What query parameters mean, where `parameterWords` says it differently. */
  readonly words?: Readonly<Record<string, string>>
  /** Headers that are read, with what each means. */
  readonly headers?: Readonly<Record<string, string>>
  readonly status?: 200 | 201 | 204
  /** Other statuses that come with the same answer. */
  readonly also?: Readonly<Record<number, string>>
  readonly answer?: z.ZodType
  /** Content type of an answer that is no JSON. */
  readonly plain?: string
}
