import type { AdminUser, Granted } from '../../../../src-shared/dedicated-api/admin.ts'
import type { Call } from '../../api/admin-routes.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { makeUuid } from './make-uuid.ts'

/**
 * Nobody knows whether the gateway booked when its answer was lost on the way, or made by something in
 * between.
 */
const isUncertain = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && (error.status < 400 || error.status >= 500)
const maybe =
  'It may have been booked all the same: look at the list below. Sending it again is safe, ' +
  'the gateway books it once.'

/** A booking whose answer was lost. */
export class UncertainGrant extends ApiProblem {}

/**
 * Books credits; the same booking again after a lost answer has the same id, by
 * which the gateway knows it. Throws ApiProblem.
 */
export function createGrantBooking(ask: Call) {
  let open: { readonly form: string; readonly id: string } | undefined
  return {
    /** Forgets what a form left open; another one is filled on purpose. */
    reset: (): void => void (open = undefined),
    book: async (user: AdminUser, delta: number, note: string): Promise<Granted> => {
      const form = JSON.stringify([user.id, delta, note])
      const { id } = (open = open?.form === form ? open : { form, id: makeUuid() })
      try {
        const granted = await ask('POST admin/users/:id/credits', { id: user.id, body: { delta, note, id } })
        open = undefined
        return granted
      } catch (error) {
        if (isUncertain(error))
          throw new UncertainGrant(`${error.message} ${maybe}`, error.status, { cause: error })
        open = undefined
        throw error
      }
    },
  }
}
