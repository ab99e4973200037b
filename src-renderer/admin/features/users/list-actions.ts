import type { Call } from '../../api/admin-routes.ts'
import { toProblem } from '../../api/api-problem.ts'
import type { ListActions, UsersStore } from './users-state.ts'

const pageSize = 50

/** What can be done with the list of users. */
export function createListActions(ask: Call, { setState, getState }: UsersStore): ListActions {
  /** An answer to a search that was typed over in the meantime is dropped. */
  const loadPage = async (cursor?: string) => {
    const { search } = getState()
    try {
      const page = await ask('GET admin/users', { query: { search, cursor, limit: pageSize } })
      if (getState().search !== search) return
      setState(({ users }) => ({ users: cursor === undefined ? page.data : [...(users ?? []), ...page.data], nextCursor: page.nextCursor, problem: undefined }))
    } catch (error) {
      if (getState().search === search) setState({ problem: toProblem(error) })
    }
  }
  const loadTiers = async () => {
    try {
      const { data } = await ask('GET admin/tiers', {})
      setState({ tiers: data.map(({ id, name }) => ({ id, name })) })
    } catch (error) {
      setState({ problem: toProblem(error) })
    }
  }
  return {
    load: async () => {
      await Promise.all([loadPage(), loadTiers()])
    },
    setSearch: async (search) => {
      setState({ search })
      await loadPage()
    },
    loadMore: async () => await loadPage(getState().nextCursor),
    add: async (user) => {
      try {
        const added = await ask('POST admin/users', { body: user })
        setState({ added, search: '' })
        void loadPage()
        return undefined
      } catch (error) {
        return toProblem(error)
      }
    },
    dismissAdded: () => setState({ added: undefined }),
  }
}
