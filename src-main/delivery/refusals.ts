import type { DeliveryTarget, RefusalReason } from './delivery.ts'

export interface Refusal {
  readonly reason: RefusalReason
  readonly message: string
}

/** The refusals in words for a person, without where the text is left. */
export const refusals = {
  noSource: (): Refusal => ({
    reason: 'source-gone',
    message: 'It is not known which window the text came from.',
  }),
  sourceGone: (source: DeliveryTarget): Refusal => ({
    reason: 'source-gone',
    message: `The window ${nameOf(source)} was closed.`,
  }),
  terminal: (source: DeliveryTarget): Refusal => ({
    reason: 'terminal',
    message:
      `${source.applicationName ?? 'The source'} is a terminal, ` + 'where pasted text can run as a command.',
  }),
  selectionChanged: (source: DeliveryTarget): Refusal => ({
    reason: 'selection-changed',
    message:
      `The selection in ${nameOf(source)} has changed since you opened Rephlo, ` + 'so nothing was replaced.',
  }),
  focusRefused: (source: DeliveryTarget): Refusal => ({
    reason: 'focus-refused',
    message: `The window ${nameOf(source)} could not be brought to the front.`,
  }),
  pasteNotTaken: (source: DeliveryTarget): Refusal => ({
    reason: 'paste-not-taken',
    message: `${nameOf(source)} did not take the text; perhaps it cannot be edited.`,
  }),
} as const

export const leftOnClipboard = 'The text is on the clipboard: paste it where you want it.'
export const notOnClipboard = 'The text could not be copied either: use Copy and paste it yourself.'

function nameOf(source: DeliveryTarget): string {
  const name = source.title ?? source.applicationName
  return name === undefined || name === '' ? 'of the text' : `“${name}”`
}
