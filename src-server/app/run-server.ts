import type { GatewayConfig } from './config.ts'
import { createLogger } from './logger.ts'
import { serveGateway } from './serve-gateway.ts'

/**
 * Runs the gateway until a signal: prints one JSON line on standard output when it listens, logs to standard
 * error. The first SIGTERM or SIGINT drains, a second one ends at once.
 */
export async function runServer(config: GatewayConfig): Promise<void> {
  const log = createLogger(config.logLevel)
  process.on('unhandledRejection', (reason) => log.error('unhandled rejection', reason))
  process.on('uncaughtException', (error) => {
    log.error('uncaught exception', error)
    log.flush()
    process.exit(1)
  })
  const served = await serveGateway(config, log)
  const { databaseUrl, redisUrl, host } = config
  const facts = {
    url: served.url,
    host,
    port: served.port,
    pid: process.pid,
    database: databaseUrl === undefined ? 'sqlite' : 'postgres',
    redis: redisUrl !== undefined,
    vendors: Object.keys(config.vendors),
  }
  process.stdout.write(`${JSON.stringify({ listening: true, ...facts })}\n`)
  log.info('listening', facts)
  if (facts.vendors.length === 0)
    log.warn('no vendor is configured: set ANTHROPIC_API_KEY, OPENAI_API_KEY or GEMINI_API_KEY')
  if ((databaseUrl ?? redisUrl) !== undefined && config.signingSecret === undefined)
    log.warn(
      'JWT_SECRET is not set: instances with other data folders will not accept the tokens of this one',
    )
  await untilSignal()
  log.info('stopping: open streams may go on', { seconds: config.drainMs / 1_000 })
  await served.stop()
  log.info('stopped')
  log[Symbol.dispose]()
  process.exit(0)
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const onSignal = (): void => {
      if (isStopping) process.exit(1)
      isStopping = true
      resolve()
    }
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  })
}
