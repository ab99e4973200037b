import { RephloError } from '../../src-shared/rephlo-error.ts'

/** A selection beyond this many bytes fits no model. */
const maximumBytes = 16 * 1024 * 1024

/** Reads the text from standard input; a terminal without input gives ''. Throws `bad_input` for what is no UTF-8 text, `too_large`. */
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

function decode(bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch (cause) {
    throw new RephloError(
      'bad_input',
      'The text on standard input is not valid UTF-8. Convert it first, for example with iconv.',
      { cause },
    )
  }
  throw new RephloError('bad_input', 'The input is not text: it holds NUL bytes. Send plain text.')
}
