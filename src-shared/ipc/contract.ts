import { z } from 'zod'
import {
  commandSchema,
  documentSummarySchema,
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
import { runRecordSchema, savingsRangeSchema, savingsScopeSchema, savingsSummarySchema } from '../savings.ts'

const nothing = z.undefined()
/** The answer of a request that only does something. */
const done = z.void()
const byId = z.object({ id: z.string().min(1) })
const route = <Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) => ({ input, output })

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
})
export type RunRequest = z.infer<typeof runRequestSchema>

/** What a run would send, before it is sent. Money is nano-dollars for input alone, absent when the price is unknown. */
export const runEstimateSchema = z.object({
  inputTokens: z.number().int(),
  spaceTokens: z.number().int(),
  inputCost: z.number().int().optional(),
  practice: z.boolean(),
  providerName: z.string(),
  modelName: z.string(),
})
export type RunEstimate = z.infer<typeof runEstimateSchema>

export const deliveryResultSchema = z.object({ delivered: z.boolean(), message: z.string().optional() })

/** Every request the renderer can make: name, input, output. Handlers are exhaustive over it; both sides are validated. */
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
  'commands.save': route(commandSchema.omit({ builtIn: true, id: true }).extend({ id: z.string().optional() }), commandSchema),
  'commands.delete': route(byId, done),
  'spaces.list': route(nothing, z.array(spaceSummarySchema)),
  'spaces.create': route(z.object({ name: spaceNameSchema }), spaceSummarySchema),
  'spaces.rename': route(z.object({ id: z.string(), name: spaceNameSchema }), spaceSummarySchema),
  'spaces.delete': route(byId, done),
  'documents.list': route(z.object({ spaceId: z.string() }), z.array(documentSummarySchema)),
  'documents.get': route(byId, spaceDocumentSchema),
  /** Creates a document (no id) or replaces its title and text. */
  'documents.save': route(
    z.object({ id: z.string().optional(), spaceId: z.string(), title: z.string(), text: z.string() }),
    documentSummarySchema,
  ),
  'documents.delete': route(byId, done),
  /** Opens the system's file dialog in the main process; a cancelled dialog imports nothing. */
  'documents.importFiles': route(
    z.object({ spaceId: z.string() }),
    z.object({ imported: z.array(documentSummarySchema), rejected: z.array(rejectedFileSchema) }),
  ),
  'providers.list': route(nothing, z.array(providerInfoSchema)),
  'keys.status': route(nothing, z.array(keyStatusSchema)),
  /** Keeps a key in the OS keychain, or for this session only when there is none or the person asked for that. */
  'keys.save': route(
    z.object({ provider: providerIdSchema, key: z.string().min(1).max(500), sessionOnly: z.boolean() }),
    keyStatusSchema,
  ),
  'keys.delete': route(z.object({ provider: providerIdSchema }), keyStatusSchema),
  /** Asks the vendor whether the stored key works. A refusal is an answer, not an error. */
  'keys.test': route(z.object({ provider: providerIdSchema }), z.object({ works: z.boolean(), message: z.string() })),
  'assist.context': route(nothing, assistContextSchema),
  'assist.estimate': route(runRequestSchema, runEstimateSchema),
  'assist.start': route(runRequestSchema, z.object({ runId: z.string() })),
  'assist.cancel': route(z.object({ runId: z.string() }), done),
  'assist.deliver': route(z.object({ mode: z.enum(['replace', 'insert-below']), text: z.string() }), deliveryResultSchema),
  'assist.copy': route(z.object({ text: z.string() }), done),
  'popup.hide': route(nothing, done),
  'window.open': route(z.object({ section: z.enum(['start', 'spaces', 'commands', 'savings', 'settings']) }), done),
  'savings.summary': route(z.object({ range: savingsRangeSchema, scope: savingsScopeSchema }), savingsSummarySchema),
  'savings.runs': route(
    z.object({ scope: savingsScopeSchema, limit: z.number().int().min(1).max(200), before: z.number().optional() }),
    z.array(runRecordSchema),
  ),
} as const

export type IpcContract = typeof ipcContract
export type IpcRoute = keyof IpcContract
export type IpcInput<Route extends IpcRoute> = z.infer<IpcContract[Route]['input']>
export type IpcOutput<Route extends IpcRoute> = z.infer<IpcContract[Route]['output']>
