import { printableText } from '../../src-shared/printable-text.ts'
import { isTerminal, type RunEvent } from '../../src-shared/run-event.ts'
import { exitCodes } from './exit-codes.ts'
import { inTerminalWords } from './in-terminal-words.ts'
import { tell } from './tell.ts'
import { toJsonEvent } from './to-json-event.ts'

/** Servers of any kind stand behind these; some forget to mark where a thought begins. */
const mayTakeBack: ReadonlySet<string> = new Set(['openai-compatible', 'dedicated-api'])

export interface TextOutput {
  write(text: string): unknown
  readonly isTTY?: boolean
}

/** Prints a run as one event a line. */
export function printJson(): (event: RunEvent) => void {
  const tellFailure = failureTeller()
  return (event) => {
    process.stdout.write(`${JSON.stringify(toJsonEvent(event))}\n`)
    setExitCode(event)
    tellFailure(event)
  }
}

/**
 * Prints the answer of a run with a line end behind it. What was written cannot be taken
 * back: for who reads it through a pipe or from a file, words that may be are held until
 * the end; a person at a terminal is told instead.
 */
export function printText(lineEnd: string, output: TextOutput = process.stdout): (event: RunEvent) => void {
  const tellFailure = failureTeller()
  let isHeld = false
  let held = ''
  let last = ''
  const write = (text: string): void => {
    if (text !== '') output.write(text)
    last = text === '' ? last : text
  }
  return (event) => {
    if (event.type === 'started') isHeld = output.isTTY !== true && mayTakeBack.has(event.provider)
    if (event.type === 'text' && isHeld) held += event.text
    else if (event.type === 'text') write(printableText(event.text))
    if (event.type === 'retracted') {
      held = ''
      if (last !== '') tell('\nWhat stands above was the model’s thinking. Its answer follows.')
    }
    if (isTerminal(event)) {
      write(printableText(held))
      if (last !== '' && !last.endsWith('\n')) output.write(lineEnd)
    }
    if (event.type === 'warning') tell(event.message)
    tellFailure(event)
    if (event.type === 'cancelled') tell('Cancelled.')
    setExitCode(event)
  }
}

/** Tells a failure with a hint about the provider that was asked last. */
function failureTeller(): (event: RunEvent) => void {
  let provider: string | undefined
  return (event) => {
    if (event.type === 'started') provider = event.provider
    if (event.type === 'failed') tell(inTerminalWords(event.error, provider))
  }
}

/** An answer that its server broke off is a run that failed, for who reads nothing but the exit code. */
function setExitCode(event: RunEvent): void {
  const isBroken = event.type === 'finished' && event.stopReason === 'other'
  if (event.type === 'failed' || event.type === 'cancelled' || isBroken)
    process.exitCode = exitCodes.runFailed
}
