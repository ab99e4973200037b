import { randomUUID } from 'node:crypto'

/** This process, which its number does not name for good: a later process may get the same one. */
const processName = randomUUID()

/** A name for a new instance of this process. */
export function newInstanceId(): string {
  return `${processName}/${randomUUID()}`
}

/** Whether an instance runs in this very process, and so is alive. */
export function isOfThisProcess(instanceId: string): boolean {
  return instanceId.startsWith(`${processName}/`)
}
