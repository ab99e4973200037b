import type { IpcInput, IpcOutput, IpcRoute } from '../../src-shared/ipc/contract.ts'
import type { IpcEventName, IpcEvents } from '../../src-shared/ipc/events.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'

/** Routes without input are called with their name alone. */
type InputOf<Route extends IpcRoute> = undefined extends IpcInput<Route> ? [] : [input: IpcInput<Route>]

/** What stores talk to; tests give them one of their own. */
export interface Client {
  /** Asks the main process. Throws a {@link RephloError} with the code and message of its answer. */
  invoke<Route extends IpcRoute>(route: Route, ...input: InputOf<Route>): Promise<IpcOutput<Route>>
  /** Calls the handler on each announcement of that name; returns a function that stops listening. */
  listen<Name extends IpcEventName>(name: Name, handler: (payload: IpcEvents[Name]) => void): () => void
}

interface Announcement<Name extends IpcEventName> {
  readonly name: Name
  readonly payload: IpcEvents[Name]
}

/** The name of an announcement decides what its payload is. */
function isNamed<Name extends IpcEventName>(
  announcement: Announcement<IpcEventName>,
  name: Name,
): announcement is Announcement<Name> {
  return announcement.name === name
}

export const client: Client = {
  async invoke(route, ...[input]) {
    const result = await window.rephlo.invoke(route, input)
    if (result.ok) return result.value
    throw new RephloError(result.error.code, result.error.message, { retryable: result.error.retryable })
  },
  listen(name, handler) {
    return window.rephlo.on((announced, payload) => {
      const announcement = { name: announced, payload }
      if (isNamed(announcement, name)) handler(announcement.payload)
    })
  },
}
