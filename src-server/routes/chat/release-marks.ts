import type { ChatServices } from './chat-services.ts'
import type { PreparedCall } from './prepare-call.ts'

/** For a call that asked no vendor: what its marks might have cost is at stake no more. */
export function releaseMarks(
  { markers }: Pick<ChatServices, 'markers'>,
  { plan }: Pick<PreparedCall, 'plan'>,
): void {
  if (plan !== undefined) markers.release(plan)
}
