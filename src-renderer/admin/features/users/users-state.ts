import type { StoreApi } from 'zustand'
import type { AdminUser, ChangeUser, CreateUser, Grant } from '../../../../src-shared/dedicated-api/admin.ts'
import { toProblem, type Problem } from '../../api/api-problem.ts'

/** A tier as a choice. */
export interface TierOption {
  readonly id: string
  readonly name: string
}

/** The user whose dialog is open. */
export interface OpenedUser {
  readonly user: AdminUser
  /** Undefined until they are loaded. */
  readonly grants: readonly Grant[] | undefined
  readonly nextGrants: string | undefined
  readonly busy: boolean
  readonly problem: Problem | undefined
  /** What was done last. */
  readonly done: string | undefined
}

export const initialUsers = {
  search: '',
  /** Undefined until they are loaded. */
  users: undefined as readonly AdminUser[] | undefined,
  nextCursor: undefined as string | undefined,
  /** Whether the next page of users is on its way. */
  isLoadingMore: false,
  tiers: [] as readonly TierOption[],
  problem: undefined as Problem | undefined,
  added: undefined as AdminUser | undefined,
  opened: undefined as OpenedUser | undefined,
}

export interface ListActions {
  /** Loads users and tiers. */
  load: () => Promise<void>
  setSearch: (search: string) => Promise<void>
  loadMore: () => Promise<void>
  /** Resolves to what stood in the way; undefined when the user was added. */
  add: (user: CreateUser) => Promise<Problem | undefined>
  dismissAdded: () => void
}

export interface OpenedActions {
  open: (user: AdminUser) => Promise<void>
  close: () => void
  /** Whether it worked. */
  change: (change: ChangeUser) => Promise<boolean>
  /**
   * Adds credits, or takes them when negative. Whether it worked, so that the form keeps what was typed when
   * it did not. The same again after an answer that was lost books nothing twice.
   */
  grant: (delta: number, note: string) => Promise<boolean>
  loadMoreGrants: () => Promise<void>
}

export type UsersState = typeof initialUsers & ListActions & OpenedActions

export type UsersStore = Pick<StoreApi<UsersState>, 'setState' | 'getState'>

/** Puts a user's new figures into the list and the dialog. */
export function showUser({ setState }: UsersStore, user: AdminUser): void {
  setState(({ users, opened }) => ({
    users: users?.map((each) => (each.id === user.id ? user : each)),
    opened: opened?.user.id === user.id ? { ...opened, user } : opened,
  }))
}

/** Runs something for the opened user; what goes wrong is shown in the dialog, and `false` comes back. */
export async function attemptOpened(
  { setState, getState }: UsersStore,
  action: (user: AdminUser) => Promise<string | undefined>,
): Promise<boolean> {
  const user = getState().opened?.user
  if (user === undefined) return false
  const update = (change: Partial<OpenedUser>) =>
    setState(({ opened }) => ({ opened: opened?.user.id === user.id ? { ...opened, ...change } : opened }))
  update({ busy: true, problem: undefined, done: undefined })
  try {
    update({ busy: false, done: await action(user) })
    return true
  } catch (error) {
    update({ busy: false, problem: toProblem(error) })
    return false
  }
}
