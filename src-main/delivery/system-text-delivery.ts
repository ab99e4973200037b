import { printableText } from '../../src-shared/printable-text.ts'
import { setTimeout as delay } from 'node:timers/promises'
import { composeInsertion } from './compose-insertion.ts'
import type { DeliveryOutcome, DeliveryRequest, TextDelivery } from './delivery.ts'
import { leftOnClipboard, refusals, type Refusal } from './refusals.ts'
import { restoreClipboard, saveClipboard, textFormat, type SystemClipboard } from './system-clipboard.ts'
import type { SystemKeys } from './system-keys.ts'

export interface SystemDeliveryOptions {
  readonly clipboard: SystemClipboard
  /** Undefined when the package that types is missing. */
  readonly keys: SystemKeys | undefined
  /** The text selected now, to see that it is still the same; undefined when it cannot be known. */
  readonly readSelectedText?: (signal: AbortSignal) => Promise<string | undefined>
  /** For the focus to return to the source after our windows were hidden. */
  readonly focusMs?: number
  /** For the program to take the paste: Windows and macOS do not tell when it has. */
  readonly pasteMs?: number
}

/** Delivery on Windows and macOS: the focus returns by itself when our windows are hidden. */
export class SystemTextDelivery implements TextDelivery {
  readonly #options: SystemDeliveryOptions

  constructor(options: SystemDeliveryOptions) {
    this.#options = options
  }

  async deliver(request: DeliveryRequest, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { clipboard, keys, focusMs = 120 } = this.#options
    signal.throwIfAborted()
    if (keys === undefined)
      return await this.#refuse(request, {
        reason: 'unsupported',
        message: 'Rephlo cannot type into other programs here, because the package uiohook-napi is missing.',
      })
    if (request.source?.isTerminal === true)
      return await this.#refuse(request, refusals.terminal(request.source))
    const loan = await saveClipboard(clipboard)
    if (loan.kind === 'refused')
      return {
        delivered: false,
        reason: 'clipboard-not-saved',
        message:
          `Nothing was pasted, because ${loan.reason}. The clipboard is as it was; ` +
          'use Copy to put the text there.',
      }
    await delay(focusMs)
    if (await this.#hasSelectionChanged(request, signal))
      return await this.#refuse(
        request,
        refusals.selectionChanged(request.source ?? { id: 0, isTerminal: false }),
      )
    signal.throwIfAborted()
    const answer = textFormat(composeInsertion(request))
    await clipboard.write(answer)
    try {
      if (request.mode === 'insert-below' && request.originalText !== '') await keys.right()
      await keys.paste()
      await delay(this.#options.pasteMs ?? 400)
    } finally {
      await restoreClipboard(clipboard, loan.formats, answer)
    }
    return { delivered: true }
  }

  async writeClipboardText(text: string): Promise<boolean> {
    await this.#options.clipboard.write(textFormat(printableText(text)))
    return true
  }

  dispose(): Promise<void> {
    return Promise.resolve()
  }

  async #hasSelectionChanged(request: DeliveryRequest, signal: AbortSignal): Promise<boolean> {
    const selected = await this.#options.readSelectedText?.(signal)
    return selected !== undefined && selected !== request.originalText
  }

  async #refuse(request: DeliveryRequest, refusal: Refusal): Promise<DeliveryOutcome> {
    await this.writeClipboardText(request.text)
    return { delivered: false, reason: refusal.reason, message: `${refusal.message} ${leftOnClipboard}` }
  }
}
