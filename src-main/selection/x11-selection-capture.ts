import { isTerminalApplication } from '../x11/terminal-applications.ts'
import { readSelectionText } from '../x11/read-selection-text.ts'
import { SelectionWatch } from '../x11/selection-watch.ts'
import { describeWindow, readActiveWindow } from '../x11/window-properties.ts'
import { X11Error } from '../x11/x11-error.ts'
import { X11Session } from '../x11/x11-session.ts'
import type { X11Connection } from '../x11/x11-connection.ts'
import { judgeOwner } from './judge-owner.ts'
import type { CapturedSelection, SelectionCapture, SourceWindow } from './selection.ts'

/** A hung program must not hold up the popup; a working one answers in a few milliseconds. */
const usualLimits = { answerMs: 250, maximumBytes: 16 * 1024 * 1024 }

const notices = {
  otherWindow: 'Nothing is selected in this window; the selection in another window was left out.',
  timeout: 'The program in front did not hand over its selection in time. Type or paste the text here.',
  tooLarge: 'The selection is larger than 16 MB. Select less text.',
  noText: 'What is selected there is not text.',
  noDisplay:
    'Rephlo cannot reach the X display, so it cannot read selections. Paste the text here, ' +
    'and start Rephlo from your desktop session.',
  lost: 'The connection to the X display was interrupted. Press the hotkey again.',
} as const

/**
 * display as in the environment variable DISPLAY. The patience tells how many times longer than usual other
 * programs may take to answer.
 */
export function createX11SelectionCapture({
  display,
  patience = 1,
}: {
  readonly display: string | undefined
  readonly patience?: number
}): SelectionCapture {
  const limits = { ...usualLimits, answerMs: usualLimits.answerMs * patience }
  const session = new X11Session(display, (connection) => SelectionWatch.start(connection), patience)
  return {
    async warmUp() {
      await session.use().catch(toFailure)
    },
    async capture(signal) {
      signal.throwIfAborted()
      const captured = await session
        .use()
        .then(({ connection, prepared }) => capturePrimary({ connection, watch: prepared, limits }, signal))
        .catch(toFailure)
      signal.throwIfAborted()
      return captured
    },
    async readClipboardText() {
      const answer = await session
        .use()
        .then(({ connection }) => readSelectionText(connection, 'CLIPBOARD', limits))
        .catch(toNoText)
      return answer.kind === 'text' ? answer.text : answer.kind === 'none' ? '' : undefined
    },
    dispose: () => session.dispose(),
  }
}

async function capturePrimary(
  {
    connection,
    watch,
    limits,
  }: {
    readonly connection: X11Connection
    readonly watch: SelectionWatch
    readonly limits: typeof usualLimits
  },
  signal: AbortSignal,
): Promise<CapturedSelection> {
  const primary = await connection.atom('PRIMARY')
  const [active, owner] = await Promise.all([
    readActiveWindow(connection),
    connection.ask<number>((client, callback) => client.GetSelectionOwner(primary, callback)),
  ])
  const source = readSource(connection, active, owner)
  if (owner === 0) return nothing(await source)
  // All at once: the owner's answer is what takes time, and the checks fit into it.
  const [description, verdict, answer] = await Promise.all([
    source,
    judgeOwner(connection, watch, owner, active),
    readSelectionText(connection, 'PRIMARY', limits, signal),
  ])
  if (verdict === 'ours') return nothing(description)
  if (verdict === 'other-window') return nothing(description, notices.otherWindow)
  switch (answer.kind) {
    case 'text':
      return { text: answer.text, source: description, method: 'x11-primary' }
    case 'none':
      return nothing(description, notices.noText)
    case 'timeout':
      return nothing(description, notices.timeout)
    case 'too-large':
      return nothing(description, notices.tooLarge)
  }
}

async function readSource(
  connection: X11Connection,
  window: number | undefined,
  selectionOwner: number,
): Promise<SourceWindow | undefined> {
  if (window === undefined) return undefined
  try {
    const description = await describeWindow(connection, window)
    return {
      id: window,
      ...description,
      isTerminal: isTerminalApplication(description.applicationName),
      selectionOwner,
    }
  } catch (error) {
    if (error instanceof X11Error && error.code === 'request-failed') return undefined
    throw error
  }
}

function nothing(source: SourceWindow | undefined, notice?: string): CapturedSelection {
  return { text: '', source, method: 'none', ...(notice === undefined ? {} : { notice }) }
}

function toNoText(error: unknown): { readonly kind: 'timeout' } {
  if (!(error instanceof X11Error)) throw error
  return { kind: 'timeout' }
}

function toFailure(error: unknown): CapturedSelection {
  if (!(error instanceof X11Error)) throw error
  return nothing(undefined, error.code === 'no-display' ? notices.noDisplay : notices.lost)
}
