import type { Call } from '../../api/admin-routes.ts'
import { createGrantBooking, UncertainGrant } from './book-grant.ts'
import { describeChange, describeGranted } from './describe-done.ts'
import { attemptOpened, showUser, type OpenedActions, type UsersStore } from './users-state.ts'

const grantsShown = 10
/** Addresses that hold the whole of another one are few. */
const usersSearched = 200

/** What can be done with the user whose dialog is open. */
export function createOpenedActions(ask: Call, store: UsersStore): OpenedActions {
  const { setState, getState } = store
  const booking = createGrantBooking(ask)
  const { loadGrants, reload } = createLoading(ask, store)
  return {
    open: async (user) => {
      booking.reset()
      setState({
        added: undefined,
        opened: {
          user,
          grants: undefined,
          nextGrants: undefined,
          busy: false,
          problem: undefined,
          done: undefined,
        },
      })
      await attemptOpened(store, ({ id }) => reload(id))
    },
    close: () => setState({ opened: undefined }),
    change: async (change) =>
      await attemptOpened(store, async ({ id }) => {
        showUser(store, await ask('PATCH admin/users/:id', { id, body: change }))
        return describeChange(change)
      }),
    grant: async (delta, note) =>
      await attemptOpened(store, async (user) => {
        try {
          const granted = await booking.book(user, delta, note)
          showUser(store, {
            ...(getState().opened?.user ?? user),
            balance: granted.balance,
            held: granted.held,
          })
          // The credits are booked, and told so, whether or not the list can be loaded.
          await loadGrants(user.id).catch(() => undefined)
          return describeGranted(delta, granted)
        } catch (error) {
          if (error instanceof UncertainGrant) await reload(user.id).catch(() => undefined)
          throw error
        }
      }),
    loadMoreGrants: async () => {
      await attemptOpened(store, ({ id }) => loadGrants(id, getState().opened?.nextGrants))
    },
  }
}

/** Loading what is shown of the opened user. */
function createLoading(ask: Call, store: UsersStore) {
  const { setState, getState } = store
  const loadGrants = async (id: string, cursor?: string) => {
    const page = await ask('GET admin/users/:id/grants', { id, query: { limit: grantsShown, cursor } })
    setState(({ opened }) => ({
      opened:
        opened?.user.id === id
          ? {
              ...opened,
              grants: [...(cursor === undefined ? [] : (opened.grants ?? [])), ...page.data],
              nextGrants: page.nextCursor,
            }
          : opened,
    }))
    return undefined
  }
  /** The balance of the list may be old; what was changed here in the meantime is newer. */
  const loadUser = async () => {
    const known = getState().opened?.user
    if (known === undefined) return
    const { data } = await ask('GET admin/users', { query: { search: known.email, limit: usersSearched } })
    const user = data.find(({ id }) => id === known.id)
    if (user !== undefined && getState().opened?.user === known) showUser(store, user)
  }
  const reload = async (id: string) => {
    await Promise.all([loadGrants(id), loadUser()])
    return undefined
  }
  return { loadGrants, reload }
}
