import { Hono, type Context } from 'hono'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { ApiError } from '../../api-error.ts'
import type { Guards, RouteEnv } from '../route-env.ts'
import { giveBack } from '../create-guards.ts'
import { parseBody } from '../parse-body.ts'
import { checkNesting } from './check-nesting.ts'
import { beginOnce } from './begin-once.ts'
import { CallEnded, type OpenCalls } from './open-calls.ts'
import type { ChatServices } from './chat-services.ts'
import { prepareCall } from './prepare-call.ts'
import { replay } from './replay.ts'
import { serveCall } from './serve-call.ts'

/** `POST /v1/chat/completions`. */
export function chatRoutes(services: ChatServices & { readonly guards: Guards; readonly openCalls: OpenCalls }): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  app.post('/v1/chat/completions', services.guards.signedIn('llm.inference', 'llm'), async (context) => {
    const { controller, close } = services.openCalls.open()
    try {
      return await complete(services, context, controller, close)
    } catch (error) {
      close()
      if (isOwnRefusal(error)) await giveBack(context)
      throw error
    }
  })
  return app
}

async function complete(services: ChatServices, context: Context<RouteEnv>, controller: AbortController, close: () => void): Promise<Response> {
  const { value: body, bytes } = await parseBody(context, chatRequestSchema, { maximumBytes: services.maximumBodyBytes })
  checkNesting(body)
  const call = prepareCall(services, { requestId: context.get('requestId'), principal: context.get('principal'), clientBody: body, inputBytes: bytes })
  const once = await beginOnce(services, call, context.req.header('idempotency-key'), context.req.raw.signal)
  if (once?.kind === 'replay') {
    close()
    return replay(call, { ...once, settled: undefined })
  }
  // Somebody who can repeat a call under its key gets the answer that was paid for, so it goes on without them.
  if (once === undefined) leaveWith(context.req.raw.signal, controller)
  return await serveCall(services, call, { context, signal: controller.signal, once, leave: () => controller.abort(new CallEnded('client_closed')), close })
}

function leaveWith(client: AbortSignal, controller: AbortController): void {
  const leave = (): void => controller.abort(new CallEnded('client_closed'))
  if (client.aborted) leave()
  else client.addEventListener('abort', leave, { once: true })
}

/** A request that was refused before any vendor was asked takes nothing from the limit of LLM calls. */
function isOwnRefusal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && !error.code.startsWith('upstream_') && error.code !== 'rate_limit_exceeded'
}
