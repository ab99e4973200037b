import { serve } from '@hono/node-server'
import type { Server } from 'node:http'
import { Server as NetServer, type AddressInfo } from 'node:net'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../api-error.ts'
import type { GatewayConfig } from './config.ts'
import { createGateway } from './create-gateway.ts'
import type { Logger } from './logger.ts'

export interface ServedGateway {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string
  readonly port: number
  /**
   * Refuses new connections, lets open calls end within the configured time (connections that are there still
   * get answers, the last ones), cuts off and settles what is left, and closes.
   */
  stop(): Promise<void>
}

/**
 * Longer than a balancer keeps its idle connections, so that it never sends into one that is being closed.
 */
const keepAliveMs = 75_000

/** After the open calls: for answers on their way out, and for requests that are no calls. */
const lastAnswersMs = 2_000
const lookAgainMs = 10

/**
 * Opens the gateway and listens. Throws when the port is taken or a database does not answer, with what to
 * do.
 */
export async function serveGateway(config: GatewayConfig, log: Logger): Promise<ServedGateway> {
  const gateway = await createGateway(config, log)
  try {
    const server = await listen(config, gateway.fetch)
    const { port } = addressOf(server)
    const host = config.host.includes(':') ? `[${config.host}]` : config.host
    return {
      url: `http://${host}:${port}`,
      port,
      async stop() {
        gateway.beginToStop()
        const closed = stopListening(server)
        await gateway.openCalls.drain(config.drainMs)
        await endConnections(server, closed)
        // Those that came in on a connection that was kept.
        await gateway.openCalls.drain(0)
        // What is told of a call follows its answer by a turn of the event loop.
        await setImmediate()
        await gateway.close()
      },
    }
  } catch (error) {
    await gateway.close()
    throw error
  }
}

function listen({ host, port }: GatewayConfig, fetch: Parameters<typeof serve>[0]['fetch']): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch, hostname: host, port, serverOptions: { keepAliveTimeout: keepAliveMs } },
      () => resolve(server),
    ) as Server
    server.once('error', (cause) => reject(cannotListen(host, port, cause)))
  })
}

/**
 * Refuses new connections and keeps those that are there, whose clients may be about to send or ask
 * `/readyz`; Node's own close would end them. Each gets one more answer, which says that it is the last.
 */
function stopListening(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => void response.setHeader('connection', 'close'))
  return new Promise((resolve) => void NetServer.prototype.close.call(server, () => resolve()))
}

/** Ends connections as they become idle, and those that do not within a moment. */
async function endConnections(server: Server, closed: Promise<void>): Promise<void> {
  const deadline = Date.now() + lastAnswersMs
  while (Date.now() < deadline) {
    server.closeIdleConnections()
    if (await Promise.race([closed.then(() => true), sleep(lookAgainMs, false)])) return
  }
  server.closeAllConnections()
  await closed
}

function cannotListen(host: string, port: number, cause: Error): ApiError {
  const reason = 'code' in cause && cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message
  return new ApiError(
    500,
    'server_error',
    'cannot_listen',
    `The gateway cannot listen on ${host} port ${port}: ${reason}. Choose another --port, ` +
      'or stop the other program.',
    { cause },
  )
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.')
  return address
}
