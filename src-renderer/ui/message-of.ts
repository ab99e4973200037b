import { toErrorInfo } from '../../src-shared/rephlo-error.ts'

/** What to tell the person about anything thrown. */
export function messageOf(error: unknown): string {
  return toErrorInfo(error).message
}
