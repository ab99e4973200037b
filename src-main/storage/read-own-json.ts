import { decodeText } from '../../src-shared/decode-text.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { readPlainFileSync } from './read-plain-file.ts'

const mostBytes = 1_000_000

/**
 * The value of a JSON file that a person wrote; undefined when there is no such file. Never throws: `problem`
 * says why it cannot be used, as the end of a sentence.
 */
export function readOwnJson(
  path: string,
  name: string,
): { value: unknown } | { problem: string } | undefined {
  try {
    const tooLarge = () => new RephloError('too_large', `“${name}” is larger than 1 MB.`)
    const decoded = decodeText(readPlainFileSync(path, { name, mostBytes, tooLarge }))
    if ('problem' in decoded) return { problem: 'it is not text in UTF-8' }
    return { value: JSON.parse(decoded.text) }
  } catch (error) {
    return toProblem(error)
  }
}

function toProblem(error: unknown): { problem: string } | undefined {
  if (error instanceof SyntaxError) return { problem: `it is not valid JSON (${error.message})` }
  if (!(error instanceof RephloError)) return { problem: `it cannot be read (${String(error)})` }
  if (error.code === 'too_large') return { problem: 'it is larger than 1 MB' }
  const cause = error.cause
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
  return { problem: `it cannot be read (${cause instanceof Error ? cause.message : error.message})` }
}
