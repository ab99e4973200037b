export type Direction = 'up' | 'down'

/** A list with one item exchanged with its neighbour; at an end nothing changes. */
export function moved<Item>(items: readonly Item[], index: number, direction: Direction): Item[] {
  const other = direction === 'up' ? index - 1 : index + 1
  const item = items[index]
  const neighbour = items[other]
  if (item === undefined || neighbour === undefined) return [...items]
  return items.map((each, at) => (at === index ? neighbour : at === other ? item : each))
}
