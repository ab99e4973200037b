import { z } from 'zod'
import { cachingConfigSchema, cachingLevels, cachingOverrideSchema } from '../caching-config.ts'
import {
  cachePolicySchema,
  commandSchema,
  dedicatedStatusSchema,
  documentSummarySchema,
  endpointProfileSchema,
  hotkeyStatusSchema,
  keyStatusSchema,
  noticeSchema,
  providerIdSchema,
  providerInfoSchema,
  rejectedFileSchema,
  settingsSchema,
  spaceDocumentSchema,
  spaceNameSchema,
  spaceSummarySchema,
} from '../entities.ts'
import { cacheTtlSchema } from '../run-event.ts'
import { runRecordSchema, savingsRangeSchema, savingsScopeSchema, savingsSummarySchema } from '../savings.ts'

const nothing = z.undefined()
/** The answer of a request that only does something. */
const done = z.void()
const byId = z.object({ id: z.string().min(1) })
const route = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({
  input,
  output,
})

/** The selection that the popup was opened with. */
export const assistContextSchema = z.object({
  /** At most `previewCharacters` characters; the whole text stays in the main process. */
  preview: z.string(),
  characters: z.number().int(),
  /** True when the preview is the whole text and may be edited. */
  editable: z.boolean(),
  sourceApplication: z.string().optional(),
  /** Whether there is a window that an answer can be put back into. */
  canDeliver: z.boolean(),
  /** Why there is no text, or what to know about it. */
  notice: z.string().optional(),
})
export type AssistContext = z.infer<typeof assistContextSchema>

export const runRequestSchema = z.object({
  commandId: z.string().min(1),
  spaceId: z.string().nullable(),
  /** The edited text; absent to use the captured selection as it is. */
  text: z.string().optional(),
  instructions: z.string().max(20_000),
  /** Set after the person agreed to a run above the confirmation limit. */
  allowLarge: z.boolean().optional(),
  /**
   * Continues the conversation of this run; its texts are kept in the main process while the popup is open.
   */
  continues: z.string().optional(),
  /** Ask the provider even when a local answer is kept. */
  fresh: z.boolean().optional(),
})
export type RunRequest = z.infer<typeof runRequestSchema>

/**
 * What a run would send, before it is sent. Money is nano-dollars for
 * input alone, absent when the price is unknown.
 */
export const runEstimateSchema = z.object({
  inputTokens: z.number().int(),
  spaceTokens: z.number().int(),
  /** Without any caching. */
  inputCost: z.number().int().optional(),
  /** As planned: what is believed warm is read, what the plan marks is written. */
  plannedCost: z.number().int().optional(),
  /** Tokens that are believed to be in the vendor's cache. */
  warmTokens: z.number().int(),
  /** Epoch milliseconds. */
  warmUntil: z.number().optional(),
  /** The planner's decision in words for a person. */
  planReason: z.string(),
  /** True when this very task was answered a short time ago and the answer is kept on this computer. */
  localAnswer: z.boolean(),
  /** Volatile variables in documents of the Space, each naming its place. */
  warnings: z.array(z.string()),
  practice: z.boolean(),
  providerName: z.string(),
  modelName: z.string(),
})
export type RunEstimate = z.infer<typeof runEstimateSchema>

/** What is believed warm at a vendor. Times are epoch milliseconds. */
export const warmPrefixSchema = z.object({
  provider: z.string(),
  model: z.string(),
  tokens: z.number().int(),
  ttl: cacheTtlSchema.optional(),
  expiresAt: z.number(),
})
export type WarmPrefix = z.infer<typeof warmPrefixSchema>

/**
 * How a Space stands with the caches: what is warm, what the planner learned from its use, and what that
 * means.
 */
export const spaceCacheStateSchema = z.object({
  warm: z.array(warmPrefixSchema),
  /** Runs on this Space that the planner has seen. */
  uses: z.number().int(),
  /** The planner's belief that the next use comes within these times; absent before the first use. */
  withinFiveMinutes: z.number().optional(),
  withinHour: z.number().optional(),
  /** Sentences for a person, such as when an hour's lifetime pays. */
  advice: z.array(z.string()),
  /** Volatile variables in its documents, each naming its place. */
  warnings: z.array(z.string()),
})
export type SpaceCacheState = z.infer<typeof spaceCacheStateSchema>

/**
 * What saving an edit will cost at the next run, with the present provider and model. Money is nano-dollars.
 */
export const editPreviewSchema = z.object({
  totalTokens: z.number().int(),
  unchangedTokens: z.number().int(),
  rewrittenTokens: z.number().int(),
  rewriteCost: z.number().int().optional(),
  /** Whether the edit makes something cold that is warm now; when not, it costs nothing extra. */
  isWarm: z.boolean(),
  message: z.string(),
  warnings: z.array(z.string()),
})
export type EditPreview = z.infer<typeof editPreviewSchema>

export const dedicatedLoginSchema = z.object({
  server: z.string().trim().min(1, 'Enter the address of the server.').max(500),
  email: z.string().trim().min(1, 'Enter your e-mail address.').max(254),
  password: z.string().min(1, 'Enter your password.').max(256),
})
export type DedicatedLogin = z.infer<typeof dedicatedLoginSchema>

/** What is left to spend at the Dedicated API, and what calls in flight hold. Whole credits. */
export const dedicatedCreditsSchema = z.object({
  balance: z.number().int(),
  held: z.number().int(),
  creditsPerDollar: z.number().positive(),
})
export type DedicatedCredits = z.infer<typeof dedicatedCreditsSchema>

export const answerStatsSchema = z.object({
  hits: z.number().int(),
  misses: z.number().int(),
  savedCost: z.number().int(),
  unknownSavings: z.number().int(),
  entries: z.number().int(),
  bytes: z.number().int(),
})
export type AnswerStats = z.infer<typeof answerStatsSchema>

export const deliveryResultSchema = z.object({ delivered: z.boolean(), message: z.string().optional() })

/**
 * Every request the renderer can make: name, input, output. Handlers
 * are exhaustive over it; both sides are validated.
 */
export const ipcContract = {
  'app.info': route(
    nothing,
    z.object({
      version: z.string(),
      dataFolder: z.string(),
      platform: z.string(),
      sessionType: z.enum(['x11', 'wayland', 'windows', 'macos', 'other']),
      hotkey: hotkeyStatusSchema,
      notices: z.array(noticeSchema),
    }),
  ),
  'app.dismissNotice': route(byId, done),
  'app.openDataFolder': route(nothing, done),
  'settings.get': route(nothing, settingsSchema),
  'settings.update': route(settingsSchema.partial(), settingsSchema),
  'hotkey.set': route(z.object({ accelerator: z.string().min(1).max(60) }), hotkeyStatusSchema),
  'commands.list': route(nothing, z.array(commandSchema)),
  /** Creates a Command of one's own (no id) or changes one; built-in ones cannot be changed. */
  'commands.save': route(
    commandSchema.omit({ builtIn: true, id: true }).extend({ id: z.string().optional() }),
    commandSchema,
  ),
  'commands.delete': route(byId, done),
  'spaces.list': route(nothing, z.array(spaceSummarySchema)),
  'spaces.create': route(z.object({ name: spaceNameSchema }), spaceSummarySchema),
  'spaces.rename': route(z.object({ id: z.string(), name: spaceNameSchema }), spaceSummarySchema),
  'spaces.delete': route(byId, done),
  'spaces.setCachePolicy': route(z.object({ id: z.string(), policy: cachePolicySchema }), spaceSummarySchema),
  'spaces.cacheState': route(z.object({ id: z.string() }), spaceCacheStateSchema),
  'documents.list': route(z.object({ spaceId: z.string() }), z.array(documentSummarySchema)),
  'documents.get': route(byId, spaceDocumentSchema),
  /** Creates a document (no id) or replaces its title and text. */
  'documents.save': route(
    z.object({ id: z.string().optional(), spaceId: z.string(), title: z.string(), text: z.string() }),
    documentSummarySchema,
  ),
  /** What saving this draft would cost; nothing is saved. */
  'documents.previewEdit': route(
    z.object({ id: z.string().optional(), spaceId: z.string(), title: z.string(), text: z.string() }),
    editPreviewSchema,
  ),
  'documents.delete': route(byId, done),
  /** Opens the system's file dialog in the main process; a cancelled dialog imports nothing. */
  'documents.importFiles': route(
    z.object({ spaceId: z.string() }),
    z.object({ imported: z.array(documentSummarySchema), rejected: z.array(rejectedFileSchema) }),
  ),
  'providers.list': route(nothing, z.array(providerInfoSchema)),
  'keys.status': route(nothing, z.array(keyStatusSchema)),
  /**
   * Keeps a key in the OS keychain, or for this session only when there is none or the person asked for that.
   */
  'keys.save': route(
    z.object({ provider: providerIdSchema, key: z.string().min(1).max(500), sessionOnly: z.boolean() }),
    keyStatusSchema,
  ),
  'keys.delete': route(z.object({ provider: providerIdSchema }), keyStatusSchema),
  /** Asks the vendor whether the stored key works. A refusal is an answer, not an error. */
  'keys.test': route(
    z.object({ provider: providerIdSchema }),
    z.object({ works: z.boolean(), message: z.string() }),
  ),
  /**
   * Who is logged in to the Dedicated API, as far as this computer knows; nothing is asked over the network.
   */
  'dedicated.status': route(nothing, dedicatedStatusSchema),
  /** Logs in. The password goes to the server and is kept nowhere; tokens stay in the main process. */
  'dedicated.login': route(dedicatedLoginSchema, dedicatedStatusSchema),
  'dedicated.logout': route(nothing, dedicatedStatusSchema),
  'dedicated.credits': route(nothing, dedicatedCreditsSchema),
  /** Presets of OpenAI-compatible endpoints: name, address, what to know. */
  'endpoints.presets': route(
    nothing,
    z.array(
      z.object({ profile: endpointProfileSchema, name: z.string(), baseUrl: z.string(), hint: z.string() }),
    ),
  ),
  /** The models that the endpoint of a provider offers; a refusal is an answer, not an error. */
  'endpoints.models': route(
    z.object({ provider: providerIdSchema }),
    z.object({ models: z.array(z.string()), problem: z.string().optional() }),
  ),
  /** The effective caching configuration of a model and which level each field comes from. */
  'caching.describe': route(
    z.object({ model: z.string().max(120) }),
    z.object({
      config: cachingConfigSchema,
      sources: z.record(cachingConfigSchema.keyof(), z.enum(cachingLevels)),
      own: cachingOverrideSchema,
    }),
  ),
  'answers.stats': route(nothing, answerStatsSchema),
  'answers.clear': route(nothing, answerStatsSchema),
  'assist.context': route(nothing, assistContextSchema),
  'assist.estimate': route(runRequestSchema, runEstimateSchema),
  'assist.start': route(runRequestSchema, z.object({ runId: z.string() })),
  'assist.cancel': route(z.object({ runId: z.string() }), done),
  'assist.deliver': route(
    z.object({ mode: z.enum(['replace', 'insert-below']), text: z.string() }),
    deliveryResultSchema,
  ),
  'assist.copy': route(z.object({ text: z.string() }), done),
  'popup.hide': route(nothing, done),
  'window.open': route(
    z.object({ section: z.enum(['start', 'spaces', 'commands', 'savings', 'settings']) }),
    done,
  ),
  'savings.summary': route(
    z.object({ range: savingsRangeSchema, scope: savingsScopeSchema }),
    savingsSummarySchema,
  ),
  'savings.runs': route(
    z.object({
      scope: savingsScopeSchema,
      limit: z.number().int().min(1).max(200),
      before: z.number().optional(),
    }),
    z.array(runRecordSchema),
  ),
} as const

export type IpcContract = typeof ipcContract
export type IpcRoute = keyof IpcContract
export type IpcInput<Route extends IpcRoute> = z.infer<IpcContract[Route]['input']>
export type IpcOutput<Route extends IpcRoute> = z.infer<IpcContract[Route]['output']>
