import { z } from 'zod'
import { decodeText } from '../../src-shared/decode-text.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Turn } from '../assist/conversations.ts'
import { readPlainFile } from '../storage/read-plain-file.ts'

const turnsSchema = z.array(z.object({ role: z.enum(['user', 'assistant']), text: z.string().min(1) })).min(1)
const mostBytes = 16 * 1024 * 1024

/**
 * Reads the turns of a conversation from a JSON file. Throws `wrong_use` that says what is wrong with the
 * file.
 */
export async function readConversation(file: string): Promise<Turn[]> {
  const decoded = decodeText(await readBytes(file))
  if ('problem' in decoded)
    throw unusable(file, 'Save it as text with the encoding UTF-8.', new Error(decoded.problem))
  try {
    return turnsSchema.parse(JSON.parse(decoded.text))
  } catch (cause) {
    const shape =
      'It must hold a JSON array of {"role": "user" or "assistant", "text": "…"}, the oldest turn first.'
    throw unusable(file, shape, cause)
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const tooLarge = () =>
      new RephloError('too_large', `“${file}” is larger than 16 MB. Leave out the oldest turns.`)
    return await readPlainFile(file, { name: file, mostBytes, tooLarge })
  } catch (cause) {
    const why = cause instanceof RephloError ? cause.message : 'Check the path.'
    throw new RephloError('wrong_use', `The conversation cannot be read: ${why}`, { cause })
  }
}

function unusable(file: string, advice: string, cause: unknown): RephloError {
  return new RephloError('wrong_use', `The conversation “${file}” cannot be used. ${advice}`, { cause })
}
