import { decodeText } from '../../src-shared/decode-text.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'

/** A selection beyond this many bytes fits no model. */
const maximumBytes = 16 * 1024 * 1024

/**
 * The text from standard input, in UTF-8 or UTF-16, with its line ends; a terminal without input gives ''.
 * Throws `bad_input` for what is no text, and `too_large`.
 */
export async function readStandardInput(): Promise<string> {
  if (process.stdin.isTTY) return ''
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > maximumBytes)
      throw new RephloError(
        'too_large',
        'The text on standard input is larger than 16 MB. Send a part of it.',
      )
    chunks.push(bytes)
  }
  return decode(Buffer.concat(chunks))
}

function decode(bytes: Uint8Array): string {
  const decoded = decodeText(bytes)
  if ('text' in decoded) return decoded.text
  throw new RephloError(
    'bad_input',
    decoded.problem === 'encoding'
      ? 'The text on standard input is not valid UTF-8. Convert it first, for example with iconv.'
      : 'The input is not text: it holds NUL bytes. Send plain text.',
  )
}
