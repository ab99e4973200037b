import type { Instance, InstanceList } from './instance-list.ts'
import { isGone } from './is-gone.ts'
import type { Ledger } from './ledger.ts'

export interface Recovery {
  readonly ledger: Ledger
  readonly instances: InstanceList
  readonly instance: Instance
  readonly goneAfterMs: number
}

/**
 * Frees the holds of instances that are gone and takes these off the list;
 * resolves to the number of holds that it freed itself.
 */
export async function recoverCredits({
  ledger,
  instances,
  instance,
  goneAfterMs,
}: Recovery): Promise<number> {
  let freed = 0
  for (const seen of await instances.others()) {
    if (!isGone(seen, instance, goneAfterMs)) continue
    for (const hold of await instances.holdsOf(seen.id)) {
      if (await ledger.giveUp(hold)) freed += 1
    }
    await instances.strike(seen.id, seen.lastBeatAt ?? undefined)
  }
  return freed
}
