export type DeliveryMode = 'replace' | 'insert-below'

/** Where the text goes: the source window as the capture described it. */
export interface DeliveryTarget {
  /** X11 window id; unused on Windows and macOS. */
  readonly id: number
  readonly title?: string
  readonly applicationName?: string
  readonly isTerminal: boolean
  /** X11: the resource that owned PRIMARY at the capture, 0 for nobody. */
  readonly selectionOwner?: number
}

export interface DeliveryRequest {
  readonly mode: DeliveryMode
  readonly text: string
  /** The text as it was captured, not as the person edited it; '' when nothing was selected. */
  readonly originalText: string
  readonly source: DeliveryTarget | undefined
}

/** `clipboard-not-saved` is the one refusal that leaves the clipboard as it was, without the answer on it. */
export type RefusalReason =
  | 'source-gone'
  | 'selection-changed'
  | 'terminal'
  | 'focus-refused'
  | 'clipboard-not-saved'
  | 'paste-not-taken'
  | 'unsupported'

export type DeliveryOutcome =
  | { readonly delivered: true }
  /**
   * message: what happened and what to do now, for the person. Unless
   * it says otherwise, the text is on the clipboard.
   */
  | { readonly delivered: false; readonly reason: RefusalReason; readonly message: string }

/** Puts an answer into the window that its text came from. The caller hides its own windows first. */
export interface TextDelivery {
  /**
   * Pastes the text and puts the clipboard back as it was, in every format, unless somebody else
   * filled it meanwhile. The signal stops the delivery until the paste keys are sent (rejects with
   * its reason); after that it runs to its end, so that the clipboard is always put back.
   * Deliveries that overlap are done one after the other.
   */
  deliver(request: DeliveryRequest, signal: AbortSignal): Promise<DeliveryOutcome>
  /**
   * Copies for good, without disturbing the selection of any program.
   * Resolves to false when it could not be copied.
   */
  writeClipboardText(text: string): Promise<boolean>
  /** Hands what is on the clipboard to a clipboard manager where there is one, and frees everything. */
  dispose(): Promise<void>
}
