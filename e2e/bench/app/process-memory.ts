import { readdir, readFile } from 'node:fs/promises'

/** Memory in MiB. `rss` counts a page that several processes share once for each; `pss` divides it among them. */
export interface Memory {
  readonly rss: number
  readonly pss: number
}

/** The parent of a process from `/proc/<id>/stat` (proc(5)); its second field may hold spaces and brackets. */
export function parseParent(stat: string): number {
  const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(parent)
}

/** The sums of `/proc/<id>/smaps_rollup`. Throws when a figure is missing. */
export function parseMemory(rollup: string): Memory {
  return { rss: mebibytes(rollup, 'Rss'), pss: mebibytes(rollup, 'Pss') }
}

/** A process and all below it. `parents` are the parents by process. */
export function treeOf(root: number, parents: ReadonlyMap<number, number>): number[] {
  const children = [...parents].filter(([, parent]) => parent === root).map(([child]) => child)
  return [root, ...children.flatMap((child) => treeOf(child, parents))]
}

/** The memory of a process and all below it, now. Linux only; throws when the process is gone. */
export async function memoryOfTree(root: number): Promise<Memory> {
  const tree = treeOf(root, await readParents())
  const memories = await Promise.all(tree.map((id) => readProcessFile(id, 'smaps_rollup')))
  // A helper that ended since the listing has no memory; the main process must be there.
  if (memories[0] === undefined) throw new Error('The program ended while its memory was measured.')
  const known = memories
    .filter((rollup) => rollup !== undefined && rollup !== '')
    .map((rollup) => parseMemory(rollup ?? ''))
  return { rss: sum(known.map(({ rss }) => rss)), pss: sum(known.map(({ pss }) => pss)) }
}

async function readParents(): Promise<Map<number, number>> {
  const ids = (await readdir('/proc')).map(Number).filter((id) => Number.isInteger(id))
  const stats = await Promise.all(ids.map(async (id) => [id, await readProcessFile(id, 'stat')] as const))
  return new Map(
    stats.flatMap(([id, stat]) => (stat === undefined ? [] : [[id, parseParent(stat)] as const])),
  )
}

async function readProcessFile(id: number, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${id}/${file}`, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

function mebibytes(rollup: string, name: string): number {
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1]
  if (kibibytes === undefined)
    throw new Error(`There is no ${name} in what the system tells about a process’s memory.`)
  return Number(kibibytes) / 1024
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
