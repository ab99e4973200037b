import type { IpcInput, IpcOutput, IpcRoute } from '../../src-shared/ipc/contract.ts'
import type { IpcEventName, IpcEvents } from '../../src-shared/ipc/events.ts'
import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'

declare global {
  type TypedIpcResult<Route extends IpcRoute> =
    | { readonly ok: true; readonly value: IpcOutput<Route> }
    | { readonly ok: false; readonly error: ErrorInfo }

  /** The preload bridge, typed by the contract that the main process validates both directions against. */
  interface TypedRephloBridge {
    invoke<Route extends IpcRoute>(
      route: Route,
      input: IpcInput<Route> | undefined,
    ): Promise<TypedIpcResult<Route>>
    on(listener: (name: IpcEventName, payload: IpcEvents[IpcEventName]) => void): () => void
  }

  interface Window {
    readonly rephlo: TypedRephloBridge
  }
}
