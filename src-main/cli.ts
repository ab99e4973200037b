import { CommanderError } from 'commander'
import { createProgram } from './cli/create-program.ts'
import { exitCodes } from './cli/exit-codes.ts'
import { RephloError, toErrorInfo } from '../src-shared/rephlo-error.ts'

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = reportError(error)
}

function reportError(error: unknown): number {
  // Commander has printed its own message already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUse
  process.stderr.write(`${toErrorInfo(error).message}\n`)
  return error instanceof RephloError && error.code === 'wrong_use' ? exitCodes.wrongUse : exitCodes.runFailed
}
