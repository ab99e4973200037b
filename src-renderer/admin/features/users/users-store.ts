import { create } from 'zustand'
import type { Call } from '../../api/admin-routes.ts'
import { call } from '../../api/session.ts'
import { createListActions } from './list-actions.ts'
import { createOpenedActions } from './opened-actions.ts'
import { initialUsers, type UsersState } from './users-state.ts'

export function createUsersStore(ask: Call) {
  return create<UsersState>()((setState, getState) => {
    const store = { setState, getState }
    return { ...initialUsers, ...createListActions(ask, store), ...createOpenedActions(ask, store) }
  })
}

export const useUsers = createUsersStore(call)
