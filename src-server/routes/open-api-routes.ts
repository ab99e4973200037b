import { Hono } from 'hono'
import type { RouteEnv } from './route-env.ts'

/** `/openapi.json`, made when first asked for. */
export function openApiRoutes(): Hono<RouteEnv> {
  let document: string | undefined
  const app = new Hono<RouteEnv>()
  app.get('/openapi.json', async (context) => {
    if (document === undefined) {
      const { describeApi } = await import('./open-api/describe-api.ts')
      document = JSON.stringify(describeApi())
    }
    return context.body(document, 200, { 'content-type': 'application/json' })
  })
  return app
}
