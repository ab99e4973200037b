import type { ErrorInfo } from '../rephlo-error.ts'

/** The one channel of requests (renderer to main) and the one of announcements (main to renderer). */
export const invokeChannel = 'rephlo:invoke'
export const eventChannel = 'rephlo:event'

/** How every answer crosses the process boundary. */
export type IpcResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ErrorInfo }

/**
 * What the preload script exposes as `window.rephlo`. It is generic:
 * the main process checks sender, route and input.
 */
export interface RephloBridge {
  invoke(route: string, input: unknown): Promise<IpcResult>
  /** Returns a function that stops listening. */
  on(listener: (name: string, payload: unknown) => void): () => void
}
