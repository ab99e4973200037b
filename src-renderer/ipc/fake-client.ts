import type { IpcInput, IpcOutput, IpcRoute } from '../../src-shared/ipc/contract.ts'
import type { IpcEventName, IpcEvents } from '../../src-shared/ipc/events.ts'
import type { Client } from './client.ts'

type Handlers = {
  [Route in IpcRoute]?: (input: IpcInput<Route>) => IpcOutput<Route> | Promise<IpcOutput<Route>>
}

/**
 * A client for store tests: answers from the given handlers, keeps what was asked, and announces on demand.
 */
export function createFakeClient(handlers: Handlers) {
  const calls: { route: IpcRoute; input: unknown }[] = []
  const listeners = new Set<(name: IpcEventName, payload: IpcEvents[IpcEventName]) => void>()
  const fake: Client = {
    invoke: async <Route extends IpcRoute>(route: Route, ...input: unknown[]) => {
      calls.push({ route, input: input[0] })
      const handler = handlers[route]
      if (handler === undefined) throw new Error(`The test has no answer for ${route}.`)
      return handler(input[0] as IpcInput<Route>)
    },
    listen: (name, handler) => {
      const listener = (announced: IpcEventName, payload: unknown) => {
        if (announced === name) handler(payload as never)
      }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const announce = <Name extends IpcEventName>(name: Name, payload: IpcEvents[Name]) => {
    for (const listener of listeners) listener(name, payload)
  }
  return {
    client: fake,
    calls,
    announce,
    inputsOf: (route: IpcRoute) => calls.filter((call) => call.route === route).map((call) => call.input),
  }
}
