import type { z } from 'zod'
import { LabRefusal } from '../lab-protocol.ts'

/** Parses a request. Throws a LabRefusal 400 that names the first wrong field, as the vendor does. */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, bodyText: string): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(bodyText))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = toPath(issue?.path ?? [])
  if (issue?.code === 'unrecognized_keys')
    throw new LabRefusal(
      400,
      `Unknown parameter: '${[path, issue.keys[0]].filter((part) => part !== '').join('.')}'.`,
    )
  const isMissing = issue?.code === 'invalid_type' && issue.message.endsWith('undefined')
  throw new LabRefusal(
    400,
    isMissing
      ? `Missing required parameter: '${path}'.`
      : `Invalid value for '${path}': ${issue?.message ?? 'invalid'}`,
  )
}

function toPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('')
}

function parseJson(bodyText: string): unknown {
  try {
    return JSON.parse(bodyText)
  } catch {
    throw new LabRefusal(400, 'We could not parse the JSON body of your request.')
  }
}
