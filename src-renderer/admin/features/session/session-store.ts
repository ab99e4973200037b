import { create, type StoreApi } from 'zustand'
import type { Account } from '../../../../src-shared/dedicated-api/account.ts'
import type { Session } from '../../api/create-session.ts'
import { session } from '../../api/session.ts'
import { toProblem, type Problem } from '../../api/api-problem.ts'

const initialState = {
  /** `starting` until it is known whether a login was kept; `stuck` when that could not be found out. */
  phase: 'starting' as 'starting' | 'stuck' | 'out' | 'in',
  account: undefined as Account | undefined,
  busy: false,
  /** What is to be told at the login form. */
  problem: undefined as Problem | undefined,
}

interface SessionActions {
  start: () => () => void
  resume: () => Promise<void>
  login: (email: string, password: string) => Promise<void>
  logout: () => Promise<void>
}

const notAdmin =
  'This page is for the gateway’s admins, and your account is not one. Use it in the Rephlo app, ' +
  'or ask an admin to change your role.'
const endedWords = 'Your login has ended. Log in again to go on.'

/** Lets admins in, and ends the login of others again. */
async function admitAdmin(
  login: Session,
  set: StoreApi<typeof initialState>['setState'],
  account: Account,
): Promise<void> {
  if (account.role === 'admin') {
    set({ phase: 'in', account, problem: undefined })
    return
  }
  await login.logout()
  set({ phase: 'out', problem: { message: notAdmin } })
}

export function createSessionStore(login: Session) {
  return create<typeof initialState & SessionActions>()((set) => {
    const admit = (account: Account) => admitAdmin(login, set, account)
    const resume = async () => {
      set({ phase: 'starting', problem: undefined })
      try {
        const pair = await login.resume()
        if (pair === undefined) set({ phase: 'out' })
        else await admit(pair.user)
      } catch (error) {
        set((state) => (state.phase === 'out' ? state : { phase: 'stuck', problem: toProblem(error) }))
      }
    }
    return {
      ...initialState,
      start: () => {
        login.onEnded = (reason) =>
          set({
            phase: 'out',
            account: undefined,
            problem: { message: reason === 'demoted' ? notAdmin : endedWords },
          })
        login.start()
        void resume()
        return () => {
          login.onEnded = undefined
        }
      },
      resume,
      login: async (email, password) => {
        set({ busy: true, problem: undefined })
        try {
          await admit((await login.login(email, password)).user)
        } catch (error) {
          set({ problem: toProblem(error) })
        }
        set({ busy: false })
      },
      logout: async () => {
        set({ phase: 'out', account: undefined, problem: undefined })
        await login.logout()
      },
    }
  })
}

export const useSession = createSessionStore(session)
