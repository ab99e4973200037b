/**
 * The fields by which servers name a model. Beside an id, the others are labels: they count where no entry of
 * a list has an id.
 */
const nameFields = ['id', 'model', 'name'] as const

/** Where servers keep the list, in the order in which it is looked for. */
const places = ['data', 'models', 'result', 'results', 'items'] as const

/**
 * The ids of a server's models, sorted, each once, from any of the shapes that servers give their list. A
 * list of nothing is empty, an entry without an id is passed over. Undefined for what is no list of models.
 */
export function readModelList(body: unknown): string[] | undefined {
  const list = listIn(body)
  if (list === undefined) return undefined
  const ids = nameFields.map((field) => list.flatMap((entry) => nameOf(entry, field)))
  return [...new Set(ids.find((found) => found.length > 0))].sort()
}

function listIn(body: unknown): readonly unknown[] | undefined {
  // Some servers write a list that is empty as null.
  if (body === null) return []
  if (isList(body)) return body
  if (typeof body !== 'object') return undefined
  const fields = new Map<string, unknown>(Object.entries(body))
  for (const place of places) {
    const value = fields.get(place)
    if (isList(value)) return value
    if (typeof value === 'object' && value !== null) return listIn(value)
  }
  const isEmptyList = fields.get('object') === 'list' || places.some((place) => fields.get(place) === null)
  return isEmptyList && !fields.get('error') ? [] : undefined
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The entry's name by this field, or the entry itself; none for anything else. */
function nameOf(entry: unknown, field: string): string[] {
  const isObject = typeof entry === 'object' && entry !== null
  const name = isObject ? new Map<string, unknown>(Object.entries(entry)).get(field) : entry
  return typeof name === 'string' && name.trim() !== '' ? [name.trim()] : []
}
