import { Hono, type Context } from 'hono'
import { randomUUID } from 'node:crypto'
import { ApiError } from '../api-error.ts'
import type { RouteEnv } from '../routes/route-env.ts'
import { toErrorResponse, toOwnError } from '../routes/to-error-response.ts'
import { nodeBindings } from '../routes/node-bindings.ts'
import { setHeader } from '../routes/set-header.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './create-metrics.ts'

export interface HttpAppOptions {
  readonly log: Logger
  readonly metrics: Pick<Metrics, 'countRefusal'>
  readonly trustProxy: boolean
  readonly routes: readonly Hono<RouteEnv>[]
}

/** nginx's word for a client that left; it is logged and counted, and read by nobody. */
const clientLeft = 499

/** The routes with what stands around all of them: request ids, addresses, and errors in OpenAI's shape. */
export function createHttpApp({ log, metrics, trustProxy, routes }: HttpAppOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  app.use(async (context, next) => {
    const requestId = newRequestId()
    context.set('requestId', requestId)
    context.set('clientAddress', clientAddress(context, trustProxy))
    await next()
    setHeader(context, 'x-request-id', requestId)
    setHeader(context, 'x-content-type-options', 'nosniff')
  })
  const answerError = (thrown: unknown, context: Context<RouteEnv>): Response => {
    const error = toAnswer(thrown, context)
    metrics.countRefusal(error.status, error.code)
    tellLog(log, context, error, thrown)
    return toErrorResponse(error)
  }
  app.onError(answerError)
  for (const route of routes) app.route('/', route)
  // Thrown from here, it would pass by what stands around the routes.
  app.notFound((context) =>
    answerError(
      new ApiError(
        404,
        'not_found_error',
        'unknown_url',
        `There is no ${context.req.method} ${context.req.path.slice(0, 200)} here. ` +
          'GET /openapi.json describes what there is.',
      ),
      context,
    ),
  )
  return app
}

/** Begins with the time, so that the newest rows of the history lie side by side in its indexes. */
function newRequestId(): string {
  const random = randomUUID()
  return `req_${Date.now().toString(16).padStart(12, '0')}${random.slice(0, 8)}${random.slice(24)}`
}

/**
 * Behind a proxy, the address that the nearest proxy saw: the entries before it are the client's own words.
 */
function clientAddress(context: Context, trustProxy: boolean): string {
  const forwarded = trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  if (forwarded !== undefined && forwarded !== '') return forwarded.slice(0, 64)
  return nodeBindings(context).incoming?.socket.remoteAddress ?? 'unknown'
}

/** What a thrown value is answered with. */
function toAnswer(thrown: unknown, context: Context<RouteEnv>): ApiError {
  if (context.req.raw.signal.aborted && !(thrown instanceof ApiError))
    return new ApiError(
      clientLeft,
      'invalid_request_error',
      'client_closed',
      'The client closed the connection.',
    )
  return toOwnError(thrown)
}

function tellLog(log: Logger, context: Context<RouteEnv>, error: ApiError, thrown: unknown): void {
  const facts = {
    requestId: context.get('requestId'),
    method: context.req.method,
    path: context.req.path,
    status: error.status,
    code: error.code,
  }
  if (error.status === 500) log.error('request failed', error.cause ?? thrown, facts)
  else if (error.status > 500)
    log.warn('request failed', {
      ...facts,
      error: error.message,
      ...(error.cause instanceof Error ? { cause: error.cause.message } : {}),
    })
  else log.info('request refused', facts)
}
