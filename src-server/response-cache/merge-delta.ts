/** Names, kinds and ids come whole, however often a vendor repeats them. */
const whole = new Set(['id', 'type', 'role', 'name', 'format', 'object', 'native_finish_reason'])

/** A value that grows from parts; ours alone, so that it may be changed in place. */
export type Growing = Record<string, unknown>

/**
 * Adds a part of a streamed answer to what came before: texts and lists grow, objects grow field by field,
 * everything else is replaced. Null stands for nothing new.
 */
export function mergeDelta(grown: Growing, part: object, leftOut?: ReadonlySet<string>): void {
  for (const [name, value] of Object.entries(part)) {
    // Assigning to this one would change what the object is, not what it holds.
    if (value === undefined || name === '__proto__' || leftOut?.has(name) === true) continue
    grown[name] = merged(Object.hasOwn(grown, name) ? grown[name] : undefined, value, whole.has(name))
  }
}

function merged(before: unknown, value: unknown, isWhole: boolean): unknown {
  if (value === null) return before ?? null
  if (typeof value === 'string') return typeof before === 'string' && !isWhole ? before + value : value
  if (Array.isArray(value)) return Array.isArray(before) ? before.concat(value) : value
  if (typeof value !== 'object') return value
  const object = isGrowing(before) ? before : {}
  mergeDelta(object, value)
  return object
}

function isGrowing(value: unknown): value is Growing {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
