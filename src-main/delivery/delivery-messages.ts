import type { DeliveryOutcome, DeliveryRequest } from './delivery.ts'

/** What the thread of the clipboard is asked; `id` ties the answer to it. */
export type DeliveryCall =
  | { readonly kind: 'deliver'; readonly id: number; readonly request: DeliveryRequest }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'copy'; readonly id: number; readonly text: string }
  | { readonly kind: 'dispose'; readonly id: number }

export type DeliveryAnswer =
  | { readonly kind: 'outcome'; readonly id: number; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'copied'; readonly id: number; readonly isCopied: boolean }
  | { readonly kind: 'disposed'; readonly id: number }
  | { readonly kind: 'aborted'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }

export interface DeliveryThreadData {
  readonly display: string | undefined
  /** See X11DeliveryOptions. */
  readonly patience?: number
}
