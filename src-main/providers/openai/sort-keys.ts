/** The same JSON value with the keys of its objects in order, so that the same content gives the same bytes. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]))
}

/** `sortKeys` for a JSON schema. */
export function sortSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.keys(schema).sort()
  return Object.fromEntries(keys.map((key) => [key, sortKeys(schema[key])]))
}
