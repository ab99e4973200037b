import { decodeText } from '../../src-shared/decode-text.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { normaliseText } from '../../src-shared/normalise-text.ts'

/** The largest document, in bytes: about 1.3 million tokens, more than any model takes. */
export const maximumDocumentBytes = 5 * 1024 * 1024

/**
 * Reads a text file's bytes: UTF-8, or UTF-16. Throws `bad_input` for binary files, other encodings and empty
 * files, `too_large` above the limit; the message names the file and what to do.
 */
export function decodeDocument(name: string, bytes: Uint8Array): string {
  if (bytes.length > maximumDocumentBytes) throw oversize(name, bytes.length)
  const text = normaliseText(decode(name, bytes))
  if (text.trim() === '') throw new RephloError('bad_input', `“${name}” is empty.`)
  return text
}

/** The refusal of a document of this many bytes. */
export function oversize(name: string, bytes: number): RephloError {
  const [size, most] = [megabytes(bytes), megabytes(maximumDocumentBytes)]
  return new RephloError(
    'too_large',
    `“${name}” is ${size} MB; a document can be up to ${most} MB. Split it into smaller files.`,
  )
}

function decode(name: string, bytes: Uint8Array): string {
  const decoded = decodeText(bytes)
  if ('text' in decoded) return decoded.text
  const reason =
    decoded.problem === 'binary'
      ? 'is not a text file. Save it as plain text (.txt or .md) first.'
      : 'is not valid UTF-8 text. Open it in an editor and save it with the encoding UTF-8.'
  throw new RephloError('bad_input', `“${name}” ${reason}`)
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '')
}
