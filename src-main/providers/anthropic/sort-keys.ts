/** The same JSON value with the keys of all objects in order, so that equal values always give equal bytes. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  return typeof value === 'object' && value !== null ? sortRecord(value) : value
}

/** The same for an object. */
export function sortRecord(record: object): Record<string, unknown> {
  const entries = Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, value]) => [key, sortKeys(value)]))
}
