/** The imports of a tree: each file with the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

interface Visit {
  /** When it was reached. */
  readonly index: number
  /** The earliest file that is still open and can be reached from it. */
  lowest: number
  isOpen: boolean
}

/** Files that import each other, directly or over others: the strongly connected parts of the graph (Tarjan). */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const visits = new Map<string, Visit>()
  const open: string[] = []
  const circles: string[][] = []
  const enter = (file: string): Visit => {
    const visit: Visit = { index: visits.size, lowest: visits.size, isOpen: true }
    visits.set(file, visit)
    open.push(file)
    for (const imported of graph.get(file) ?? []) {
      const known = visits.get(imported)
      if (known === undefined) visit.lowest = Math.min(visit.lowest, enter(imported).lowest)
      else if (known.isOpen) visit.lowest = Math.min(visit.lowest, known.index)
    }
    if (visit.lowest === visit.index) close(file)
    return visit
  }
  const close = (file: string): void => {
    const members = open.splice(open.indexOf(file))
    for (const member of members) {
      const visit = visits.get(member)
      if (visit !== undefined) visit.isOpen = false
    }
    if (members.length > 1 || graph.get(file)?.includes(file) === true) circles.push(members)
  }
  for (const file of graph.keys()) if (!visits.has(file)) enter(file)
  return circles
}
