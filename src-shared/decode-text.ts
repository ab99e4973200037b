/** What the bytes of a text file say, without a byte order mark, or why they cannot be read as text. */
export type DecodedText = { readonly text: string } | { readonly problem: 'binary' | 'encoding' }

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/**
 * Characters that no text has: controls but for white space, and what Unicode has not assigned or given to
 * anybody.
 */
const oddCharacters = /[^\P{Cc}\t\n\v\f\r]|[\p{Cn}\p{Co}\p{Cs}]/u

/**
 * Decodes what people call a text file: UTF-8, or UTF-16 that says so with a byte order mark or is surely
 * nothing else, as programs of Windows write it. Other encodings cannot be told from each other, so they are
 * a problem, not a guess.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = markedEncoding(bytes)
  const encoding = marked ?? (bytes.includes(0) ? unmarkedEncoding(bytes) : 'utf-8')
  if (encoding === undefined) return { problem: 'binary' }
  const text = decode(bytes, encoding)
  if (text === undefined) return { problem: 'encoding' }
  return text.includes('\0') ? { problem: 'binary' } : { text }
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  return undefined
}

/**
 * Sure when one order of the bytes gives ordinary text with Latin letters or spaces in it, and the other does
 * not.
 */
function unmarkedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (bytes.length % 2 !== 0) return undefined
  const little = asciiShare(bytes, 'utf-16le')
  const big = asciiShare(bytes, 'utf-16be')
  if (little > 4 * big) return 'utf-16le'
  return big > 4 * little ? 'utf-16be' : undefined
}

/** How much of it is ASCII; 0 when it is no ordinary text in this encoding. */
function asciiShare(bytes: Uint8Array, encoding: Encoding): number {
  const text = decode(bytes, encoding)
  if (text === undefined || oddCharacters.test(text)) return 0
  const highBytes = new Map<number, number>()
  for (let index = 0; index < text.length; index += 1) {
    const high = text.charCodeAt(index) >> 8
    highBytes.set(high, (highBytes.get(high) ?? 0) + 1)
  }
  const latin = (highBytes.get(0) ?? 0) / text.length
  if (latin === 1) return 1
  // A script beside the spaces: nearly all letters of one block. In so few letters, that would be chance.
  highBytes.delete(0)
  const script = Math.max(...highBytes.values()) / text.length
  const isSure = text.length >= fewLetters && latin >= 0.1 && latin + script >= 0.9
  return isSure ? latin : 0
}

const fewLetters = 16

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
