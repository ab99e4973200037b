import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Turn } from '../assist/conversations.ts'

const turnsSchema = z.array(z.object({ role: z.enum(['user', 'assistant']), text: z.string().min(1) })).min(1)

/** Reads the turns of a conversation from a JSON file. Throws `wrong_use` that says what is wrong with the file. */
export async function readConversation(file: string): Promise<Turn[]> {
  const shape =
    'It must hold a JSON array of {"role": "user" or "assistant", "text": "…"}, the oldest turn first.'
  try {
    return turnsSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const isUnreadable = cause instanceof Error && 'code' in cause
    throw new RephloError(
      'wrong_use',
      isUnreadable
        ? `The conversation “${file}” cannot be read. Check the path.`
        : `The conversation “${file}” cannot be used. ${shape}`,
      { cause },
    )
  }
}
