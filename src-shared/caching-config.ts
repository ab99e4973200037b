import { z } from 'zod'
import { cacheTtls } from './run-event.ts'

/**
 * How prompts to one model are cached. The names are those that people write in configuration. Precedence,
 * field by field: input of the run > the person's entry of the model > the person's `default` > shipped
 * entry of the model > shipped `default` > built-in.
 */
export const cachingConfigSchema = z.strictObject({
  /** The master switch. */
  enabled: z.boolean(),
  /** Cache tools and the system segment. */
  cache_system_message: z.boolean(),
  /** Cache the Space and the earlier turns of a conversation. */
  cache_user_prefix: z.boolean(),
  /** `auto` leaves the lifetime to the planner. */
  cache_retention: z.enum(['auto', ...cacheTtls]),
  /** A prefix below this many tokens is not cached; the model's own minimum holds as well. */
  cache_threshold_tokens: z.number().int().min(0).max(10_000_000),
  /** True: the planner decides from how the Space is used. False: always cache. */
  auto_detect_cacheable: z.boolean(),
})
export type CachingConfig = z.infer<typeof cachingConfigSchema>

/** The fields in the order that people read them. */
export const cachingFields = cachingConfigSchema.keyof().options

/** Where a field of the effective configuration came from, the strongest first. */
export const cachingLevels = [
  'run',
  'user-model',
  'user-default',
  'shipped-model',
  'shipped-default',
  'built-in',
] as const
export type CachingLevel = (typeof cachingLevels)[number]

/** A part of a configuration: what it does not name comes from the next level. */
export const cachingOverrideSchema = cachingConfigSchema.partial()
export type CachingOverride = z.infer<typeof cachingOverrideSchema>
