import { serve } from '@hono/node-server'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError } from '../api-error.ts'
import type { GatewayConfig } from './config.ts'
import { createGateway } from './create-gateway.ts'
import type { Logger } from './logger.ts'

export interface ServedGateway {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string
  readonly port: number
  /** Stops taking requests, lets open streams end within the configured time, settles all and closes. */
  stop(): Promise<void>
}

/** Longer than a balancer keeps its idle connections, so that it never sends into one that is being closed. */
const keepAliveMs = 75_000

/** Opens the gateway and listens. Throws when the port is taken or a database does not answer, with what to do. */
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
        const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
        server.closeIdleConnections()
        await gateway.openCalls.drain(config.drainMs)
        server.closeAllConnections()
        await closed
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
    const server = serve({ fetch, hostname: host, port, serverOptions: { keepAliveTimeout: keepAliveMs } }, () => resolve(server)) as Server
    server.once('error', (cause) => reject(cannotListen(host, port, cause)))
  })
}

function cannotListen(host: string, port: number, cause: Error): ApiError {
  const reason = 'code' in cause && cause.code === 'EADDRINUSE' ? 'another program has it' : cause.message
  return new ApiError(500, 'server_error', 'cannot_listen', `The gateway cannot listen on ${host} port ${port}: ${reason}. Choose another --port, or stop the other program.`, { cause })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The server has no port.')
  return address
}
