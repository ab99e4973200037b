import type { IpcInput, IpcOutput, IpcRoute } from '../../src-shared/ipc/contract.ts'

/** One handler for every route of the contract; leaving one out is a type error. */
export type IpcHandlers = {
  readonly [Route in IpcRoute]: (input: IpcInput<Route>) => IpcOutput<Route> | Promise<IpcOutput<Route>>
}

/** The handlers of one domain: all routes that begin with its name. */
export type DomainHandlers<Domain extends string> = Pick<
  IpcHandlers,
  Extract<IpcRoute, `${Domain}.${string}`>
>
