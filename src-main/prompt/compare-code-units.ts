/** Orders texts by code units: the order of a prompt must not depend on the computer's language. */
export function compareCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
