import { randomBytes } from 'node:crypto'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'

/** Shorter texts are written faster than looked up. */
const worthKeeping = 2_048

/**
 * The JSON of a block's text, as bytes: it lives as long as the block,
 * which lives as long as its Space is unchanged.
 */
const written = new WeakMap<PromptBlock, Buffer>()

/**
 * The bytes (UTF-8) of a request as JSON, byte for byte what `JSON.stringify` gives. The
 * texts of the prefix are written once and kept, because a warm Space of a megabyte would
 * otherwise be escaped and encoded anew for each run.
 */
export function jsonBytes(request: object, prefix: readonly PromptBlock[]): Buffer {
  const places = new Map(
    prefix.filter(({ text }) => text.length >= worthKeeping).map((block) => [block.text, block]),
  )
  // Nobody can have written it before, so it stands for nothing else.
  const mark = `place-${randomBytes(16).toString('hex')}-`
  const used: PromptBlock[] = []
  const outline = JSON.stringify(request, (_name, value: unknown) => {
    const block = typeof value === 'string' && value.length >= worthKeeping ? places.get(value) : undefined
    return block === undefined ? value : `${mark}${used.push(block) - 1}"`
  })
  // The quotation mark that ends a place is escaped, which no number is, so
  // that place 1 is not the beginning of place 10.
  const [head = '', ...rest] = outline.split(`"${mark}`)
  const parts = rest.flatMap((part) => {
    const end = part.indexOf('\\""')
    const block = used[Number(part.slice(0, end))]
    return block === undefined ? [] : [bytesOf(block), Buffer.from(part.slice(end + 3))]
  })
  return Buffer.concat([Buffer.from(head), ...parts])
}

function bytesOf(block: PromptBlock): Buffer {
  const known = written.get(block)
  if (known !== undefined) return known
  const bytes = Buffer.from(JSON.stringify(block.text))
  written.set(block, bytes)
  return bytes
}
