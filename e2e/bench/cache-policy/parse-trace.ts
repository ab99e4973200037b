import { z } from 'zod'
import { UsageError } from '../usage-error.ts'

/** Uses of each Space in order of time, in milliseconds. */
export type Trace = ReadonlyMap<string, readonly number[]>

const line = z.object({ at: z.number().gt(-8.64e12).lt(8.64e12), space: z.string().min(1) })

/** Reads JSON lines `{"at": seconds, "space": "name"}`, sorted or not; empty lines are skipped. Throws UsageError that names the line. */
export function parseTrace(text: string): Trace {
  const uses = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((content, index) => (content.trim() === '' ? [] : [parseLine(content, index + 1)]))
  const trace = new Map<string, number[]>()
  for (const { at, space } of uses.toSorted((first, second) => first.at - second.at)) {
    const times = trace.get(space)
    if (times === undefined) trace.set(space, [at * 1_000])
    else times.push(at * 1_000)
  }
  return trace
}

function parseLine(content: string, number: number): z.infer<typeof line> {
  const parsed = line.safeParse(toJson(content, number))
  if (parsed.success) return parsed.data
  throw new UsageError(
    `Line ${number} of the trace is not {"at": seconds, "space": "name"}: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
  )
}

function toJson(content: string, number: number): unknown {
  try {
    return JSON.parse(content)
  } catch (error) {
    throw new UsageError(
      `Line ${number} of the trace is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
