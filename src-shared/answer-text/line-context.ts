/** What is known of the place that a text has come to: its line so far, and whether code is written there. */
export interface LineContext {
  readonly line: string
  /** The marks that opened the code fence around it; empty outside. */
  readonly fence: string
}

export const startOfText: LineContext = { line: '', fence: '' }

const fenceLine = /^ {0,3}(`{3,}|~{3,})(.*)$/

/** The place after some more text. */
export function after({ line, fence }: LineContext, text: string): LineContext {
  if (!text.includes('\n')) return { line: line + text, fence }
  const lines = (line + text).split('\n')
  const last = lines.pop() ?? ''
  return { line: last, fence: lines.reduce(fenceAfter, fence) }
}

/** Whether a place is within a code fence or between backticks. */
export function isInCode({ line, fence }: LineContext): boolean {
  return fence !== '' || (line.split('`').length - 1) % 2 === 1
}

function fenceAfter(fence: string, line: string): string {
  const [, marks = '', info = ''] = fenceLine.exec(line.trimEnd()) ?? []
  if (marks === '') return fence
  if (fence === '') return info.includes('`') ? '' : marks
  return marks.startsWith(fence) && info.trim() === '' ? '' : fence
}
