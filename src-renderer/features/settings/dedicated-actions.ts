import type { DedicatedStatus } from '../../../src-shared/entities.ts'
import type { DedicatedCredits, DedicatedLogin } from '../../../src-shared/ipc/contract.ts'
import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

export const initialDedicated = {
  /** Undefined until it was asked for. */
  dedicated: undefined as DedicatedStatus | undefined,
  dedicatedCredits: undefined as DedicatedCredits | undefined,
  /** Why the balance is not known. */
  creditsProblem: undefined as string | undefined,
  loginProblem: undefined as string | undefined,
  dedicatedBusy: false,
}

type DedicatedData = typeof initialDedicated

export interface DedicatedActions {
  /** Who is logged in, and what is left to spend. */
  loadDedicated: () => Promise<void>
  loadCredits: () => Promise<void>
  /** Whether it worked, so that the password can be cleared. */
  logIn: (login: DedicatedLogin) => Promise<boolean>
  logOut: () => Promise<void>
}

interface DedicatedStore {
  readonly setState: (change: Partial<DedicatedData & { problem: string }>) => void
}

/**
 * The login at the Dedicated API. The password goes to the main process and is kept nowhere in this store.
 */
export function createDedicatedActions(ipc: Client, { setState }: DedicatedStore): DedicatedActions {
  const loadCredits = async () => {
    try {
      setState({ dedicatedCredits: await ipc.invoke('dedicated.credits'), creditsProblem: undefined })
    } catch (error) {
      // An old balance may long be spent, and would contradict what runs were told since.
      setState({ dedicatedCredits: undefined, creditsProblem: messageOf(error) })
    }
  }
  const show = async (dedicated: DedicatedStatus) => {
    setState({
      dedicated,
      ...(dedicated.login === undefined && { dedicatedCredits: undefined, creditsProblem: undefined }),
    })
    if (dedicated.login !== undefined) await loadCredits()
  }
  return {
    loadCredits,
    loadDedicated: async () => {
      try {
        await show(await ipc.invoke('dedicated.status'))
      } catch (error) {
        setState({ problem: messageOf(error) })
      }
    },
    logIn: async (login) => {
      setState({ dedicatedBusy: true, loginProblem: undefined })
      try {
        const dedicated = await ipc.invoke('dedicated.login', login)
        setState({ dedicatedBusy: false })
        void show(dedicated)
        return true
      } catch (error) {
        setState({ dedicatedBusy: false, loginProblem: messageOf(error) })
        return false
      }
    },
    logOut: async () => {
      setState({ dedicatedBusy: true })
      try {
        await show(await ipc.invoke('dedicated.logout'))
      } catch (error) {
        setState({ problem: messageOf(error) })
      } finally {
        setState({ dedicatedBusy: false })
      }
    },
  }
}
