import type { AssistContext } from '../../src-shared/ipc/contract.ts'
import type { CapturedSelection, SelectionCapture } from '../selection/selection.ts'

/** Longer texts are shown by their beginning and cannot be edited in the popup. */
export const previewCharacters = 20_000

/** The popup as the pipeline sees it. */
export interface AssistPopup {
  isFocused(): boolean
  hide(): void
  show(context: AssistContext): void
}

/** The selection that the popup is open for. */
export class AssistSession {
  #selection: CapturedSelection = { text: '', source: undefined, method: 'none' }

  get selection(): CapturedSelection {
    return this.#selection
  }

  get context(): AssistContext {
    return toContext(this.#selection)
  }

  begin(selection: CapturedSelection): void {
    this.#selection = selection
  }
}

/**
 * Captures the selection, then shows the popup for it. Pressed again while the popup has the focus, it closes
 * it, but not while an answer streams in: that would go on, and cost money, unseen.
 */
export async function openAssist(
  session: AssistSession,
  capture: SelectionCapture,
  popup: AssistPopup,
  isRunning: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (popup.isFocused()) {
    if (!isRunning) popup.hide()
    return
  }
  session.begin(await capture.capture(signal))
  popup.show(session.context)
}

function toContext({ text, source, notice }: CapturedSelection): AssistContext {
  return {
    preview: text.slice(0, previewCharacters),
    characters: text.length,
    editable: text.length <= previewCharacters,
    sourceApplication: source?.applicationName,
    canDeliver: source !== undefined,
    notice,
  }
}
