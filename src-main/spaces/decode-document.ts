import { RephloError } from '../../src-shared/rephlo-error.ts'
import { normaliseText } from '../../src-shared/normalise-text.ts'

/** The largest document, in bytes: about 1.3 million tokens, more than any model takes. */
export const maximumDocumentBytes = 5 * 1024 * 1024

/**
 * Reads a text file's bytes: UTF-8, or UTF-16 when it says so with a byte order mark. Throws `bad_input` for binary files,
 * other encodings and empty files, `too_large` above the limit; the message names the file and what to do.
 */
export function decodeDocument(name: string, bytes: Uint8Array): string {
  refuseOversize(name, bytes.length)
  const text = normaliseText(decode(name, bytes))
  if (text.includes('\0')) {
    throw new RephloError(
      'bad_input',
      `“${name}” is not a text file. Save it as plain text (.txt or .md) first.`,
    )
  }
  if (text.trim() === '') throw new RephloError('bad_input', `“${name}” is empty.`)
  return text
}

/** Throws `too_large` for a file of this many bytes above the limit. */
export function refuseOversize(name: string, bytes: number): void {
  if (bytes <= maximumDocumentBytes) return
  throw new RephloError(
    'too_large',
    `“${name}” is ${megabytes(bytes)} MB; a document can be up to ${megabytes(maximumDocumentBytes)} MB. Split it into smaller files.`,
  )
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (cause) {
    const reason = bytes.includes(0)
      ? 'is not a text file. Save it as plain text (.txt or .md) first.'
      : 'is not valid UTF-8 text. Open it in an editor and save it with the encoding UTF-8.'
    throw new RephloError('bad_input', `“${name}” ${reason}`, { cause })
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')
}
