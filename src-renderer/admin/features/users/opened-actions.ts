import { formatCount } from '../../../ui/format.ts'
import type { Call } from '../../api/admin-routes.ts'
import { attemptOpened, showUser, type OpenedActions, type UsersStore } from './users-state.ts'

const grantsShown = 10

/** What can be done with the user whose dialog is open. */
export function createOpenedActions(ask: Call, store: UsersStore): OpenedActions {
  const { setState, getState } = store
  const loadGrants = async (id: string, cursor?: string) => {
    const page = await ask('GET admin/users/:id/grants', { id, query: { limit: grantsShown, cursor } })
    setState(({ opened }) => ({ opened: opened?.user.id === id ? { ...opened, grants: [...(cursor === undefined ? [] : (opened.grants ?? [])), ...page.data], nextGrants: page.nextCursor } : opened }))
    return undefined
  }
  return {
    open: async (user) => {
      setState({ added: undefined, opened: { user, grants: undefined, nextGrants: undefined, busy: false, problem: undefined, done: undefined } })
      await attemptOpened(store, ({ id }) => loadGrants(id))
    },
    close: () => setState({ opened: undefined }),
    change: async (change) => {
      await attemptOpened(store, async ({ id }) => {
        showUser(store, await ask('PATCH admin/users/:id', { id, body: change }))
        return 'Changed.'
      })
    },
    grant: async (delta, note) =>
      await attemptOpened(store, async (user) => {
        const balance = await ask('POST admin/users/:id/credits', { id: user.id, body: { delta, note } })
        showUser(store, { ...(getState().opened?.user ?? user), ...balance })
        await loadGrants(user.id)
        return `${formatCount(Math.abs(delta))} credits ${delta > 0 ? 'given' : 'taken'}; the balance is ${formatCount(balance.balance)}.`
      }),
    loadMoreGrants: async () => {
      await attemptOpened(store, ({ id }) => loadGrants(id, getState().opened?.nextGrants))
    },
  }
}
