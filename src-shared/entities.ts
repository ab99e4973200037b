import { z } from 'zod'
import { cachingOverrideSchema } from './caching-config.ts'
import { dedicatedProviderId } from './dedicated-provider-id.ts'
import { cacheTtls } from './run-event.ts'

/** Those that a person reaches with keys of their own, or without any. */
export const ownProviderIds = ['practice', 'anthropic', 'openai', 'gemini', 'openai-compatible'] as const
export const ownProviderIdSchema = z.enum(ownProviderIds)
export type OwnProviderId = z.infer<typeof ownProviderIdSchema>

export const providerIds = [...ownProviderIds, dedicatedProviderId] as const
export const providerIdSchema = z.enum(providerIds)
export type ProviderId = z.infer<typeof providerIdSchema>

/**
 * Where answers come from: keys of one's own (“bring your own key”), or a team's gateway that one logs in to.
 */
export const answerModeSchema = z.enum(['byok', 'dedicated'])
export type AnswerMode = z.infer<typeof answerModeSchema>

/**
 * How an OpenAI-compatible endpoint wants to be spoken to: presets of
 * address and of what it understands about caching.
 */
export const endpointProfiles = ['other', 'ollama', 'lm-studio', 'vllm', 'openrouter'] as const
export const endpointProfileSchema = z.enum(endpointProfiles)
export type EndpointProfile = z.infer<typeof endpointProfileSchema>

export const openAiApiSchema = z.enum(['responses', 'chat'])
export type OpenAiApi = z.infer<typeof openAiApiSchema>

/**
 * How a Space is cached: by the planner, never, or always for a
 * lifetime (the nearest one that the model offers).
 */
export const cachePolicySchema = z.enum(['auto', 'off', ...cacheTtls])
export type CachePolicy = z.infer<typeof cachePolicySchema>

/**
 * A Command: a template for the dynamic segment. `{{SELECTED_TEXT}}` and
 * `{{CUSTOM_INSTRUCTIONS}}` are filled in at run time.
 */
export const commandSchema = z.object({
  id: z.string().min(1).max(100),
  title: z.string().trim().min(1, 'Give the Command a title.').max(80),
  description: z.string().max(200),
  template: z.string().min(1, 'Write what the Command should do.').max(20_000),
  /** A lucide icon name; an unknown one falls back to a neutral icon. */
  icon: z.string().max(40),
  needsText: z.boolean(),
  builtIn: z.boolean(),
})
export type Command = z.infer<typeof commandSchema>

/** A Space in a list: its documents are counted, not carried. Times are epoch milliseconds. */
export const spaceSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  documentCount: z.number().int(),
  /** Estimated tokens of all documents. */
  tokens: z.number().int(),
  updatedAt: z.number(),
  cachePolicy: cachePolicySchema,
})
export type SpaceSummary = z.infer<typeof spaceSummarySchema>

export const spaceNameSchema = z
  .string()
  .trim()
  .min(1, 'Give the Space a name.')
  .max(80, 'Keep the name under 80 characters.')

/** A document in a list, without its text. `hash` is the SHA-256 of the normalised title and text. */
export const documentSummarySchema = z.object({
  id: z.string(),
  spaceId: z.string(),
  title: z.string(),
  characters: z.number().int(),
  tokens: z.number().int(),
  hash: z.string(),
  updatedAt: z.number(),
})
export type DocumentSummary = z.infer<typeof documentSummarySchema>

export const spaceDocumentSchema = documentSummarySchema.extend({ text: z.string() })
export type SpaceDocument = z.infer<typeof spaceDocumentSchema>

/** A file that was not imported, and why, in words for a person. */
export const rejectedFileSchema = z.object({ name: z.string(), reason: z.string() })
export type RejectedFile = z.infer<typeof rejectedFileSchema>

export const themeSchema = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof themeSchema>

/** What a person can set. Keys are not settings: they live in the OS keychain. */
export const settingsSchema = z.object({
  hotkey: z.string().min(1).max(60),
  theme: themeSchema,
  mode: answerModeSchema,
  /** Who answers in the mode `byok`; kept as it is while the Dedicated API answers. */
  provider: ownProviderIdSchema,
  /** The chosen model of each provider; a provider that is absent uses its default. */
  models: z.partialRecord(providerIdSchema, z.string().min(1).max(120)),
  /** Overrides of the vendors' addresses; for the Dedicated API, the server that was logged in to last. */
  baseUrls: z.partialRecord(providerIdSchema, z.string().max(500)),
  /** The e-mail address of the last login at the Dedicated API; empty before the first. */
  dedicatedEmail: z.string().max(254),
  lastSpaceId: z.string().nullable(),
  translateTo: z.string().trim().min(1).max(60),
  /** A run above this many estimated input tokens asks before it starts. */
  confirmAboveTokens: z.number().int().min(1_000).max(5_000_000),
  openAtLogin: z.boolean(),
  /** Which of OpenAI's two interfaces is used; some proxies offer Chat Completions alone. */
  openAiApi: openAiApiSchema,
  endpointProfile: endpointProfileSchema,
  /**
   * Asked in this order when the chosen provider cannot answer (network,
   * overload, limits); not in place of the Dedicated API.
   */
  fallbacks: z.array(ownProviderIdSchema).max(4),
  /** The person's own caching configuration, by model id or `default`. */
  caching: z.record(z.string().min(1).max(120), cachingOverrideSchema),
  /** Refresh what is warm before it expires, where that is likely to pay. */
  keepWarm: z.boolean(),
  /** The most that refreshes may cost in a day, in nano-dollars. */
  keepWarmDailyBudget: z.number().int().min(0).max(100_000_000_000),
  /** Warm the last Space up when the popup opens. */
  warmOnOpen: z.boolean(),
  /**
   * Commands whose answers are kept on this computer, so that the same task is answered at once and for
   * nothing.
   */
  localAnswerCommands: z.array(z.string().min(1).max(100)).max(500),
  /** How long a kept answer is served, in minutes. */
  localAnswerMinutes: z.number().int().min(1).max(10_080),
  /** Raised on purpose to make every cached prefix cold. */
  promptVersion: z.number().int().min(1).max(1_000_000),
})
export type Settings = z.infer<typeof settingsSchema>

/** A model as the Settings offer it. Prices are nano-dollars a token, absent when unknown. */
export const modelChoiceSchema = z.object({
  id: z.string(),
  name: z.string(),
  contextTokens: z.number().int(),
  inputPrice: z.number().optional(),
  outputPrice: z.number().optional(),
})

export const providerInfoSchema = z.object({
  id: providerIdSchema,
  name: z.string(),
  practice: z.boolean(),
  /** False where a key is optional, such as for a model server on this computer. */
  needsKey: z.boolean(),
  defaultModel: z.string(),
  defaultBaseUrl: z.string().optional(),
  models: z.array(modelChoiceSchema),
})
export type ProviderInfo = z.infer<typeof providerInfoSchema>

/** Where the key of a provider is, never the key itself. */
export const keyStatusSchema = z.object({
  provider: providerIdSchema,
  location: z.enum(['keychain', 'session', 'environment', 'none']),
  /** Set when the OS keychain cannot be used: what happened and what to do. */
  keychainProblem: z.string().optional(),
})
export type KeyStatus = z.infer<typeof keyStatusSchema>

/** How this profile stands with the Dedicated API. Tokens and passwords are in none of these messages. */
export const dedicatedStatusSchema = z.object({
  /** The address that was logged in to, or was the last time. */
  server: z.string().optional(),
  /** The e-mail address of the last login, for who logs in again; absent before the first. */
  lastEmail: z.string().optional(),
  /** Absent when nobody is logged in. */
  login: z
    .object({
      /** Absent for a token from the environment, which names nobody. */
      email: z.string().optional(),
      tier: z.string().optional(),
      /** Where the tokens are. `session`: in memory alone, because the keychain cannot be used. */
      keptIn: z.enum(['keychain', 'session', 'environment']),
    })
    .optional(),
  /** What the person should know: why the session ended, or that the keychain cannot be used. */
  problem: z.string().optional(),
})
export type DedicatedStatus = z.infer<typeof dedicatedStatusSchema>

/** The state of the global hotkey; `problem` says why it does not work and what to do. */
export const hotkeyStatusSchema = z.object({
  accelerator: z.string(),
  registered: z.boolean(),
  problem: z.string().optional(),
})
export type HotkeyStatus = z.infer<typeof hotkeyStatusSchema>

/** A message that waits for the person in the main window, such as a database that was set aside. */
export const noticeSchema = z.object({
  id: z.string(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
})
export type Notice = z.infer<typeof noticeSchema>
