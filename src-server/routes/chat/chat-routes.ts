import { Hono, type Context } from 'hono'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { ApiError } from '../../api-error.ts'
import type { Guards, RouteEnv } from '../route-env.ts'
import { giveBack } from '../create-guards.ts'
import { parseBody } from '../parse-body.ts'
import { checkNesting } from './check-nesting.ts'
import { beginOnce } from './begin-once.ts'
import type { BodyBudget } from './body-budget.ts'
import { CallEnded, type OpenCalls } from './open-calls.ts'
import type { ChatServices } from './chat-services.ts'
import { prepareCall } from './prepare-call.ts'
import { releaseMarks } from './release-marks.ts'
import { replay } from './replay.ts'
import { serveCall } from './serve-call.ts'

/** `POST /v1/chat/completions`. */
export function chatRoutes(
  services: ChatServices & {
    readonly guards: Guards
    readonly openCalls: OpenCalls
    readonly bodies: BodyBudget
  },
): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  app.post('/v1/chat/completions', services.guards.signedIn('llm.inference', 'llm'), async (context) => {
    const open = { ...services.openCalls.open(), isVendorAsked: false }
    try {
      open.close = afterBoth(
        open.close,
        await services.bodies.take(
          announcedBytes(context, services.maximumBodyBytes),
          context.req.raw.signal,
        ),
      )
      return await complete(services, context, open)
    } catch (error) {
      open.close()
      if (isOwnRefusal(error, open)) await giveBack(context)
      throw error
    }
  })
  return app
}

/** Bodies of unknown length count as the largest. Too large ones are refused before they are read. */
function announcedBytes(context: Context<RouteEnv>, maximumBytes: number): number {
  const announced = Number(context.req.header('content-length') ?? maximumBytes)
  return announced >= 0 && announced <= maximumBytes ? announced : 0
}

function afterBoth(first: () => void, second: () => void): () => void {
  return () => {
    first()
    second()
  }
}

interface OpenCall extends Omit<ReturnType<OpenCalls['open']>, 'close'> {
  close: () => void
  isVendorAsked: boolean
}

async function complete(
  services: ChatServices,
  context: Context<RouteEnv>,
  open: OpenCall,
): Promise<Response> {
  const { controller, close } = open
  const { value: body, bytes } = await parseBody(context, chatRequestSchema, {
    maximumBytes: services.maximumBodyBytes,
  })
  checkNesting(body)
  const call = prepareCall(services, {
    requestId: context.get('requestId'),
    principal: context.get('principal'),
    clientBody: body,
    bytes,
  })
  const once = await beginOnce(
    services,
    call,
    context.req.header('idempotency-key'),
    context.req.raw.signal,
  ).catch((error: unknown) => {
    releaseMarks(services, call)
    throw error
  })
  if (once?.kind === 'replay') {
    close()
    releaseMarks(services, call)
    return replay(call, { ...once, settled: undefined })
  }
  // Somebody who can repeat a call under its key gets the answer that was paid for, so it goes on without
  // them.
  if (once === undefined) leaveWith(context.req.raw.signal, controller)
  return await serveCall(services, call, {
    context,
    signal: controller.signal,
    once,
    onAsk: () => (open.isVendorAsked = true),
    leave: () => controller.abort(new CallEnded('client_closed')),
    close,
  })
}

function leaveWith(client: AbortSignal, controller: AbortController): void {
  const leave = (): void => controller.abort(new CallEnded('client_closed'))
  if (client.aborted) leave()
  else client.addEventListener('abort', leave, { once: true })
}

/**
 * A request that was refused before any vendor was asked takes nothing from the limit of LLM calls: also one
 * that turned out to be nothing for its vendor (`invalid_request`) when it was put into the vendor's words.
 */
function isOwnRefusal(error: unknown, { isVendorAsked }: OpenCall): boolean {
  return (
    error instanceof ApiError &&
    error.status < 500 &&
    error.code !== 'rate_limit_exceeded' &&
    (!isVendorAsked || error.code === 'invalid_request')
  )
}
