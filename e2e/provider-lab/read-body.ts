import type { IncomingMessage } from 'node:http'
import { LabRefusal } from './lab-protocol.ts'

/** Reads a request's body as text. Throws a LabRefusal 413 above `maximumBytes`, after reading on to keep the connection usable. */
export async function readBody(request: IncomingMessage, maximumBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue
    size += chunk.length
    if (size <= maximumBytes) chunks.push(chunk)
  }
  if (size > maximumBytes) throw new LabRefusal(413, 'Request exceeds the maximum size')
  return Buffer.concat(chunks).toString('utf8')
}
