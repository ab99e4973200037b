import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** Node's own request and response under a request; absent where none came over the network. */
export function nodeBindings(context: Context): Partial<HttpBindings> {
  return (context.env as Partial<HttpBindings> | undefined) ?? {}
}
