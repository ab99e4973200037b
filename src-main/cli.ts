import { CommanderError } from 'commander'
import { createProgram } from './cli/create-program.ts'
import { exitCodes } from './cli/exit-codes.ts'
import { inTerminalWords } from './cli/in-terminal-words.ts'
import { tell } from './cli/tell.ts'
import { RephloError, toErrorInfo } from '../src-shared/rephlo-error.ts'

// A reader that has gone, as in `rephlo stats | head -1`, is no
// failure; whoever must stop for it listens too.
process.stdout.on('error', () => undefined)

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = reportError(error)
}

function reportError(error: unknown): number {
  // Commander has printed its own message already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
  tell(inTerminalWords(toErrorInfo(error)))
  return error instanceof RephloError && error.code === 'wrong_use' ? exitCodes.wrongUse : exitCodes.runFailed
}
