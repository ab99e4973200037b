/** What a run asks for, read back from the dynamic segment. */
export interface PracticeTask {
  /** The Command's id; empty when the segment does not name one. */
  readonly commandId: string
  readonly instructions: string
  readonly text: string
}

const shape = /^<task(?: command="([^"]*)")?>\n[^]*?\n<\/task>\s*(?:<instructions>\n?([^]*?)\n?<\/instructions>\s*)?(?:<text>\n?([^]*?)\n?<\/text>\s*)?$/

/** Reads the dynamic segment. What is not in its shape is taken as text, so that nothing a person selected is lost. */
export function parseTask(dynamicText: string): PracticeTask {
  const parts = shape.exec(dynamicText)
  if (parts === null) return { commandId: '', instructions: '', text: dynamicText }
  return { commandId: parts[1] ?? '', instructions: (parts[2] ?? '').trim(), text: parts[3] ?? '' }
}
