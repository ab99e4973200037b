import { printableText } from '../../src-shared/printable-text.ts'
import { activateWindow } from '../x11/activate-window.ts'
import { ClipboardOwner } from '../x11/clipboard-owner.ts'
import { Keyboard } from '../x11/keyboard.ts'
import {
  snapshotClipboard,
  snapshotLimits,
  type ClipboardSnapshot,
  type SnapshotLimits,
} from '../x11/snapshot-clipboard.ts'
import { textContent } from '../x11/text-content.ts'
import { X11Error } from '../x11/x11-error.ts'
import { X11Session } from '../x11/x11-session.ts'
import type { X11Connection } from '../x11/x11-connection.ts'
import { checkTarget } from './check-target.ts'
import { composeInsertion } from './compose-insertion.ts'
import type { DeliveryOutcome, DeliveryRequest, DeliveryTarget, TextDelivery } from './delivery.ts'
import { findCollapseKeys, findPasteKeys } from './paste-keys.ts'
import { leftOnClipboard, notOnClipboard, refusals, type Refusal } from './refusals.ts'
import { pasteLimits, waitForPaste, type PasteLimits } from './wait-for-paste.ts'

const activationPatienceMs = 1_000
const modifierPatienceMs = 300

export interface X11DeliveryOptions {
  /** As in the environment variable DISPLAY. */
  readonly display: string | undefined
  /** How many times longer than usual other programs may take to answer: above 1 on a slow, busy machine. */
  readonly patience?: number
  readonly snapshotLimits?: SnapshotLimits
  readonly pasteLimits?: PasteLimits
}

interface Desk {
  readonly connection: X11Connection
  readonly owner: ClipboardOwner
  readonly keyboard: Keyboard
}

/**
 * Delivery over a connection of its own that owns CLIPBOARD and never PRIMARY: taking PRIMARY would make the
 * source drop its selection, and the paste would be inserted beside the old text.
 *
 * The clipboard comes first: when it cannot be copied completely, nothing is pasted and it stays as it is. A
 * person can press Copy then, which is their own decision to overwrite it.
 *
 * It must not run in the thread that shows windows: Chromium blocks that thread while it reads the clipboard,
 * and would wait for this code in vain. See ThreadedTextDelivery.
 */
export class X11TextDelivery implements TextDelivery {
  readonly #session: X11Session<Omit<Desk, 'connection'>>
  readonly #patience: number
  readonly #snapshotLimits: SnapshotLimits
  readonly #pasteLimits: PasteLimits
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: X11DeliveryOptions) {
    const prepare = async (connection: X11Connection): Promise<Omit<Desk, 'connection'>> => ({
      owner: await ClipboardOwner.create(connection),
      keyboard: await Keyboard.create(connection),
    })
    this.#session = new X11Session(options.display, prepare, options.patience)
    const patience = options.patience ?? 1
    this.#patience = patience
    this.#snapshotLimits = options.snapshotLimits ?? {
      ...snapshotLimits,
      totalMs: snapshotLimits.totalMs * patience,
      answerMs: snapshotLimits.answerMs * patience,
    }
    this.#pasteLimits = options.pasteLimits ?? {
      requestMs: pasteLimits.requestMs * patience,
      transferMs: pasteLimits.transferMs * patience,
      quietMs: pasteLimits.quietMs * patience,
    }
  }

  async deliver(request: DeliveryRequest, signal: AbortSignal): Promise<DeliveryOutcome> {
    return await this.#inTurn(async () => {
      signal.throwIfAborted()
      try {
        return await this.#deliver(await this.#open(), request, signal)
      } catch (error) {
        if (error instanceof X11Error)
          return refuse({ reason: 'unsupported', message: describe(error) }, notOnClipboard)
        throw error
      }
    })
  }

  async writeClipboardText(text: string): Promise<boolean> {
    return await this.#inTurn(async () => {
      try {
        return await copy(await this.#open(), text)
      } catch (error) {
        if (error instanceof X11Error) return false
        throw error
      }
    })
  }

  async dispose(): Promise<void> {
    await this.#inTurn(async () => {
      const open = await this.#session.peek()
      await open?.prepared.owner.handOver().catch((error: unknown) => {
        if (!(error instanceof X11Error)) throw error
      })
      await this.#session.dispose()
    })
  }

  async #deliver(desk: Desk, request: DeliveryRequest, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { source } = request
    if (source === undefined) return await refuseWithCopy(desk, request.text, refusals.noSource())
    const bound = { ...request, source }
    const refusal = await checkTarget(desk.connection, bound, { patience: this.#patience, signal })
    if (refusal !== undefined) return await refuseWithCopy(desk, request.text, refusal)
    const snapshot = await this.#snapshot(desk, signal)
    signal.throwIfAborted()
    if (!snapshot.isComplete)
      return refuse(
        {
          reason: 'clipboard-not-saved',
          message:
            'Nothing was pasted, because what is on the clipboard now could not be kept: ' +
            `${snapshot.reason}.`,
        },
        'The clipboard is as it was; use Copy to put the text there.',
      )
    const obstacle = await bringBack(desk, bound, this.#patience)
    signal.throwIfAborted()
    if (obstacle !== undefined) return await refuseWithCopy(desk, request.text, obstacle)
    return await this.#paste(desk, bound, snapshot)
  }

  async #snapshot(desk: Desk, signal: AbortSignal): Promise<ClipboardSnapshot> {
    const own = desk.owner.content
    return own === undefined
      ? await snapshotClipboard(desk.connection, this.#snapshotLimits, signal)
      : { isComplete: true, content: own }
  }

  async #paste(
    desk: Desk,
    request: DeliveryRequest & { readonly source: DeliveryTarget },
    snapshot: ClipboardSnapshot & { readonly isComplete: true },
  ): Promise<DeliveryOutcome> {
    const { connection, owner, keyboard } = desk
    const pasteKeys = await findPasteKeys(keyboard)
    const collapseKeys =
      request.mode === 'insert-below' && request.originalText !== '' ? await findCollapseKeys(keyboard) : []
    if (!(await owner.take(await textContent(connection, composeInsertion(request)))))
      return refuse(refusals.pasteNotTaken(request.source), notOnClipboard)
    const taken = waitForPaste(connection, owner, request.source.id, this.#pasteLimits)
    await keyboard.stroke(collapseKeys)
    await keyboard.stroke(pasteKeys)
    if (!(await taken))
      return await refuseWithCopy(desk, request.text, refusals.pasteNotTaken(request.source))
    await owner.exchange(snapshot.content)
    return { delivered: true }
  }

  async #open(): Promise<Desk> {
    const { connection, prepared } = await this.#session.use()
    return { connection, ...prepared }
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return await turn
  }
}

async function bringBack(
  desk: Desk,
  request: DeliveryRequest & { readonly source: DeliveryTarget },
  patience: number,
): Promise<Refusal | undefined> {
  const activation = await activateWindow(desk.connection, request.source.id, activationPatienceMs * patience)
  if (activation === 'gone') return refusals.sourceGone(request.source)
  if (activation === 'refused') return refusals.focusRefused(request.source)
  await desk.keyboard.releaseModifiers(modifierPatienceMs)
  // Looked at once more, because copying the clipboard and the focus may have taken a while.
  return await checkTarget(desk.connection, request, { patience })
}

async function refuseWithCopy(desk: Desk, text: string, refusal: Refusal): Promise<DeliveryOutcome> {
  return refuse(refusal, (await copy(desk, text)) ? leftOnClipboard : notOnClipboard)
}

async function copy(desk: Desk, text: string): Promise<boolean> {
  return await desk.owner.take(await textContent(desk.connection, printableText(text)))
}

function refuse(refusal: Refusal, whereTheTextIs: string): DeliveryOutcome {
  return { delivered: false, reason: refusal.reason, message: `${refusal.message} ${whereTheTextIs}` }
}

function describe(error: X11Error): string {
  return error.code === 'no-display'
    ? 'Rephlo cannot reach the X display, so it cannot paste into other programs.'
    : 'The connection to the X display was interrupted before the text was pasted.'
}
