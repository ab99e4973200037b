export type Members = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is left without the members that were put elsewhere. */
export function without(members: Members, ...names: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))
}

/** The cache breakpoint that stands on a part, a message or a tool, whatever it holds. */
export function markOf(members: Members): unknown {
  return members.cache_control ?? undefined
}
