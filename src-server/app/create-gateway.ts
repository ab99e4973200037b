import * as fs from 'node:fs'
import { sql } from 'kysely'
import { loadModelTableWithOverrides } from '../../src-shared/pricing/load-model-table.ts'
import { createAdmin } from '../admin/create-admin.ts'
import { createGatewaySettings } from '../admin/create-gateway-settings.ts'
import { createTiers } from '../admin/create-tiers.ts'
import { createAuth } from '../auth/create-auth.ts'
import { createCreditStore } from '../credits/create-credit-store.ts'
import { newInstanceId } from '../credits/instance-id.ts'
import { createLoginTries } from '../rate-limit/create-login-tries.ts'
import { createRateLimiter } from '../rate-limit/create-rate-limiter.ts'
import { createAnswerCache } from '../response-cache/create-answer-cache.ts'
import { createIdempotency } from '../response-cache/create-idempotency.ts'
import { adminPageRoutes } from '../routes/admin-page-routes.ts'
import { adminRoutes } from '../routes/admin-routes.ts'
import { authRoutes } from '../routes/auth-routes.ts'
import { createBodyBudget } from '../routes/chat/body-budget.ts'
import { createCallQueue } from '../routes/chat/call-queue.ts'
import { chatRoutes } from '../routes/chat/chat-routes.ts'
import { createOpenCalls, type OpenCalls } from '../routes/chat/open-calls.ts'
import { createGuards } from '../routes/create-guards.ts'
import { healthRoutes } from '../routes/health-routes.ts'
import { modelsRoutes } from '../routes/models-routes.ts'
import { openApiRoutes } from '../routes/open-api-routes.ts'
import { usageRoutes } from '../routes/usage-routes.ts'
import { describeAdaptation } from '../../src-shared/vendors/requests/adaptation.ts'
import { createAutoMarkers } from '../upstream/auto-markers/create-auto-markers.ts'
import { createPooledFetch } from '../upstream/http/create-pooled-fetch.ts'
import { createModelCatalogue } from '../upstream/model-catalogue.ts'
import { openUpstreams } from '../upstream/open-upstreams.ts'
import { upstreamIds } from '../upstream/upstream.ts'
import { createUsageStore } from '../usage/create-usage-store.ts'
import type { GatewayConfig } from './config.ts'
import { createHttpApp } from './create-http-app.ts'
import { createMetrics } from './create-metrics.ts'
import { housekeeping } from './housekeeping.ts'
import type { Logger } from './logger.ts'
import { openPlace } from './open-place.ts'
import { processSpace } from './process-space.ts'
import { reportCall } from './report-call.ts'
import { signingKey } from './signing-key.ts'
import { toCreditLog } from './to-credit-log.ts'

/**
 * What large bodies in flight may take together: they live several times in memory, and the heap is small.
 */
const largeBodiesBytes = 24 * 1024 * 1024

export interface Gateway {
  /** What the HTTP server calls for each request. */
  readonly fetch: ReturnType<typeof createHttpApp>['fetch']
  readonly openCalls: OpenCalls
  /** All that is routed, with Hono's patterns; what `/openapi.json` says is held to it. */
  readonly routes: readonly { readonly method: string; readonly path: string }[]
  /** From now on `/readyz` says so, and a balancer sends no more. */
  beginToStop(): void
  /** Closes stores and connections; calls in flight must have ended. */
  close(): Promise<void>
}

/** The composition root: opens what the configuration names and wires the rooms together. */
export async function createGateway(
  config: GatewayConfig,
  log: Logger,
  now: () => number = Date.now,
): Promise<Gateway> {
  const closers: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse().splice(0)) await closer()
  }
  try {
    return await compose(config, log, now, { close, onClose: (closer) => closers.push(closer) })
  } catch (error) {
    await close()
    throw error
  }
}

interface Closing {
  readonly close: () => Promise<void>
  /** Later ones are closed first. */
  readonly onClose: (closer: () => Promise<void> | void) => void
}

async function compose(
  config: GatewayConfig,
  log: Logger,
  now: () => number,
  { close, onClose }: Closing,
): Promise<Gateway> {
  const rooms = await openRooms(config, log, now, onClose)
  const { storage, memory, credits, usage, auth, limiter, tiers, settings, metrics, openCalls } = rooms
  const guards = createGuards({ auth, limiter, now, tierLimit: (tier) => tiers.limitOf(tier) })
  let isStopping = false
  const chat = chatRoutes({
    ...rooms,
    ...createChatParts(config, log, rooms, now, onClose),
    guards,
    now,
    report: reportCall(log, metrics),
    onBookingFailed: (error, requestId) =>
      log.error('how a call ended could not be written yet; charges are tried again', error, { requestId }),
  })
  const routes = [
    chat,
    modelsRoutes({ guards, catalogue: rooms.catalogue, tiers, margin: config.margin }),
    usageRoutes({ guards, usage, credits }),
    authRoutes({ guards, auth, loginTries: createLoginTries({ memory }) }),
    adminRoutes({
      guards,
      admin: createAdmin({ storage, auth, credits, now }),
      usage,
      tiers,
      settings,
      log: (message, details) => log.info(message, details),
    }),
    healthRoutes({
      checkDatabase: async () => await sql`SELECT 1`.execute(storage.database),
      isShared: memory === undefined ? undefined : () => limiter.isShared(),
      isStopping: () => isStopping,
      readMetrics: async () => await metrics.read(),
    }),
    openApiRoutes(),
    adminPageRoutes(config.adminPageFolder),
  ]
  const app = createHttpApp({ log, metrics, trustProxy: config.trustProxy, routes })
  const beginToStop = (): void => {
    isStopping = true
  }
  return { fetch: app.fetch, openCalls, routes: app.routes, beginToStop, close }
}

/** What most of the gateway works with. */
async function openRooms(config: GatewayConfig, log: Logger, now: () => number, onClose: Closing['onClose']) {
  const { storage, memory, ...place } = await openPlace(config, log)
  onClose(async () => await place[Symbol.asyncDispose]())
  const onError = (error: unknown): void =>
    log.error('settings could not be read again; the last ones stay in force', error)
  const settings = await createGatewaySettings({ storage, onError })
  const tiers = await createTiers({ storage, onError })
  onClose(() => {
    settings[Symbol.dispose]()
    tiers[Symbol.dispose]()
  })
  const credits = createCreditStore({
    storage,
    instance: { id: newInstanceId(), host: processSpace(), pid: process.pid },
    now,
    log: toCreditLog(log),
  })
  onClose(async () => await credits.close())
  const auth = createAuth({
    storage,
    memory,
    signingKey: signingKey(config),
    now,
    accessTokenSeconds: config.accessTokenSeconds,
  })
  const limiter = createRateLimiter({ memory, limits: config.limits, now })
  const { table, problems } = loadModelTableWithOverrides(config.dataFolder, fs)
  for (const problem of problems) log.warn('own models', { problem })
  const catalogue = createModelCatalogue({
    table,
    configured: new Set(upstreamIds.filter((id) => config.vendors[id] !== undefined)),
    now,
  })
  const usage = createUsageStore({ storage, now, models: table })
  const openCalls = createOpenCalls()
  const metrics = createMetrics({
    openCalls: () => openCalls.size,
    isShared: () => memory !== undefined && limiter.isShared(),
  })
  onClose(async () => await metrics.close())
  return { storage, memory, settings, tiers, credits, auth, limiter, usage, catalogue, openCalls, metrics }
}

type Rooms = Awaited<ReturnType<typeof openRooms>>

/** What the chat endpoint alone works with. */
function createChatParts(
  config: GatewayConfig,
  log: Logger,
  { storage, memory, usage }: Rooms,
  now: () => number,
  onClose: Closing['onClose'],
) {
  const fetch = createPooledFetch({ timeoutMs: config.upstreamTimeoutMs })
  onClose(async () => await fetch.close())
  const answers = createAnswerCache({
    memory,
    ttlMs: config.answerCacheTtlMs,
    maximumBytes: config.answerCacheBytes,
    now,
  })
  onClose(async () => await answers.close())
  const idempotency = createIdempotency({ storage, memory, now })
  onClose(
    housekeeping({
      storage,
      usage,
      idempotency,
      historyDays: config.historyDays,
      now,
      onError: (error) =>
        log.error('old calls and expired keys could not be removed; it is tried again in an hour', error),
    }),
  )
  return {
    answers,
    idempotency,
    markers: createAutoMarkers({ now }),
    upstreams: openVendors(config, fetch, log),
    queue: createCallQueue(),
    bodies: createBodyBudget(Math.max(largeBodiesBytes, 2 * config.maximumBodyBytes)),
    margin: config.margin,
    defaultOutputTokens: config.defaultOutputTokens,
    maximumBodyBytes: config.maximumBodyBytes,
  }
}

function openVendors(config: GatewayConfig, fetch: typeof globalThis.fetch, log: Logger) {
  return openUpstreams(config.vendors, {
    fetch,
    timeoutMs: config.upstreamTimeoutMs,
    onAdapted: (model, adaptation) =>
      log.info('A vendor refused a field, and was asked again', {
        model,
        sent: adaptation === undefined ? 'as it was' : describeAdaptation(adaptation),
      }),
  })
}
