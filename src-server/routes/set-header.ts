import type { Context } from 'hono'
import { nodeBindings } from './node-bindings.ts'

/**
 * Sets a header of an answer that a handler has made. On Node's own response, where there is one: touching
 * the headers of a web Response costs more than the whole answer.
 */
export function setHeader(context: Context, name: string, value: string): void {
  const { outgoing } = nodeBindings(context)
  if (outgoing === undefined || outgoing.headersSent) context.res.headers.set(name, value)
  else outgoing.setHeader(name, value)
}
