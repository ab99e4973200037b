import type { Call } from '../../api/admin-routes.ts'
import { toProblem } from '../../api/api-problem.ts'
import type { ListActions, UsersStore } from './users-state.ts'

const pageSize = 50

/** What can be done with the list of users. */
export function createListActions(ask: Call, { setState, getState }: UsersStore): ListActions {
  /**
   * An answer to a search that was typed over in the meantime is dropped, and
   * so is a page that the list does not end before.
   */
  const loadPage = async (cursor?: string) => {
    const { search } = getState()
    const isWanted = () =>
      getState().search === search && (cursor === undefined || getState().nextCursor === cursor)
    try {
      const page = await ask('GET admin/users', { query: { search, cursor, limit: pageSize } })
      if (!isWanted()) return
      setState(({ users }) => ({
        users: cursor === undefined ? page.data : [...(users ?? []), ...page.data],
        nextCursor: page.nextCursor,
        problem: undefined,
      }))
    } catch (error) {
      if (isWanted()) setState({ problem: toProblem(error) })
    }
  }
  return {
    load: async () => {
      await Promise.all([loadPage(), loadTiers(ask, setState)])
    },
    setSearch: async (search) => {
      setState({ search })
      await loadPage()
    },
    loadMore: async () => {
      const { nextCursor, isLoadingMore } = getState()
      if (nextCursor === undefined || isLoadingMore) return
      setState({ isLoadingMore: true })
      await loadPage(nextCursor)
      setState({ isLoadingMore: false })
    },
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

async function loadTiers(ask: Call, setState: UsersStore['setState']): Promise<void> {
  try {
    const { data } = await ask('GET admin/tiers', {})
    setState({ tiers: data.map(({ id, name }) => ({ id, name })) })
  } catch (error) {
    setState({ problem: toProblem(error) })
  }
}
