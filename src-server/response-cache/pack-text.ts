import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

/** Below this, compressing saves less memory than it costs time. */
const smallestPackedLength = 4_096
const longestTextBytes = 4_194_304
const mark = 'gz:'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/**
 * A text as it lies in Redis: as it is (JSON never begins with the mark),
 * or compressed (about a third, base64 included).
 */
export async function packText(text: string): Promise<string> {
  if (text.length < smallestPackedLength) return text
  return mark + (await compress(text, { level: 1 })).toString('base64')
}

/** Undefined for what cannot be read. */
export async function unpackText(packed: string): Promise<string | undefined> {
  if (!packed.startsWith(mark)) return packed
  try {
    return (
      await decompress(Buffer.from(packed.slice(mark.length), 'base64'), {
        maxOutputLength: longestTextBytes,
      })
    ).toString()
  } catch {
    return undefined
  }
}
