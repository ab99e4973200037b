import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import type { RouteEnv } from './route-env.ts'

export interface HealthServices {
  /** Resolves when the database answers; throws otherwise. */
  readonly checkDatabase: () => Promise<unknown>
  /** Undefined in embedded mode. */
  readonly isShared: (() => boolean) | undefined
  readonly isStopping: () => boolean
  /** Prometheus' text. */
  readonly readMetrics: () => Promise<string>
}

/** A database that says nothing for so long is not there. */
const longestCheckMs = 2_000

/**
 * `/healthz`: the process answers. `/readyz`: it can serve (503 while it stops or the database does
 * not answer; a Redis that is away degrades but does not stop the service). `/metrics`: for
 * Prometheus; keep it from the public at the balancer.
 */
export function healthRoutes(services: HealthServices): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  const isDatabaseWell = onceAtATime(services.checkDatabase)
  app.get('/readyz', async (context) => {
    const database = (await isDatabaseWell()) ? 'ok' : 'unavailable'
    const redis = services.isShared === undefined ? 'not used' : services.isShared() ? 'ok' : 'unavailable'
    const isReady = database === 'ok' && !services.isStopping()
    return context.json(
      {
        status: services.isStopping()
          ? 'stopping'
          : isReady
            ? redis === 'unavailable'
              ? 'degraded'
              : 'ready'
            : 'not ready',
        database,
        redis,
      },
      isReady ? 200 : 503,
    )
  })
  app.get('/metrics', async (context) =>
    context.text(await services.readMetrics(), 200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    }),
  )
  return app
}

/**
 * Probes that come while one waits share its answer, so that they do not
 * take up all connections of a database that hangs.
 */
function onceAtATime(check: () => Promise<unknown>): () => Promise<boolean> {
  let running: Promise<boolean> | undefined
  return async () => {
    running ??= check()
      .then(
        () => true,
        () => false,
      )
      .finally(() => (running = undefined))
    const late = new AbortController()
    try {
      return await Promise.race([running, sleep(longestCheckMs, false, { signal: late.signal })])
    } finally {
      late.abort()
    }
  }
}
