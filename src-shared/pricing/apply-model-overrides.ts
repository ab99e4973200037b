import type { z } from 'zod'
import { modelOverrideSchema, toModel } from './model-override.ts'
import type { Model, ModelTable } from './price-table.ts'

export interface AppliedOverrides {
  readonly table: ModelTable
  /** What was left out and why, in sentences for people: file, model and field. */
  readonly problems: readonly string[]
}

/**
 * Puts a person's own models over the shipped table: `{"<provider>": {"<model id>": {…}}}`
 * (see `modelOverrideSchema`). An entry with a mistake is left out as a whole, because
 * half a price is a wrong price; all others count.
 */
export function applyModelOverrides(
  shipped: ModelTable,
  overrides: unknown,
  origin: { readonly file: string; readonly day: string },
): AppliedOverrides {
  const problems: string[] = []
  if (!isRecord(overrides))
    return {
      table: shipped,
      problems: [
        `${origin.file}: the file must hold an object {"provider": {"model": {…}}}. It was ignored.`,
      ],
    }
  const table: ModelTable = { ...shipped }
  for (const [provider, entries] of Object.entries(overrides)) {
    const known = Object.hasOwn(shipped, provider) ? shipped[provider] : undefined
    const place = `${origin.file}: ${shorten(provider)}`
    if (known === undefined)
      problems.push(`${place}: there is no such provider. Use ${Object.keys(shipped).join(', ')}.`)
    else if (!isRecord(entries))
      problems.push(`${place}: must hold an object {"model": {…}}. It was ignored.`)
    else table[provider] = withModels(known, Object.entries(entries), { ...origin, place }, problems)
  }
  return { table, problems }
}

type ProviderModels = ModelTable[string]

function withModels(
  known: ProviderModels,
  entries: [string, unknown][],
  origin: { file: string; day: string; place: string },
  problems: string[],
): ProviderModels {
  const models = new Map(known.models.map((model) => [model.id, model]))
  for (const [id, entry] of entries) {
    const kin = models.get(id) ?? known.models.find((model) => model.id === known.defaultModel)
    const read = readEntry(id, entry, models.get(id), { ...origin, kin })
    if ('problems' in read)
      problems.push(
        ...read.problems.map(
          (problem) => `${origin.place} → ${shorten(id)}${problem} The entry was ignored.`,
        ),
      )
    else models.set(id, read)
  }
  // Where none is shipped, the first of the person's own models is the one to begin with.
  return {
    defaultModel: known.defaultModel === '' ? ([...models.keys()][0] ?? '') : known.defaultModel,
    models: [...models.values()],
  }
}

function readEntry(
  id: string,
  entry: unknown,
  shipped: Model | undefined,
  { file, day, kin }: { file: string; day: string; kin: Model | undefined },
): Model | { problems: string[] } {
  if (id.trim() === '' || id.length > 120)
    return { problems: [': a model needs a name of 1 to 120 characters.'] }
  const override = modelOverrideSchema.safeParse(entry)
  if (!override.success) return { problems: override.error.issues.flatMap(describeIssue) }
  const model = toModel(id, override.data, shipped, { source: `Your own figures in ${file}`, day, kin })
  return 'field' in model ? { problems: [` → ${model.field}: ${model.message}`] } : model
}

function describeIssue(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) => ` → ${[...path, shorten(key)].join('.')}: is not a field that Rephlo knows.`,
    )
  const place = path.length === 0 ? '' : ` → ${path.join('.')}`
  return [`${place}: ${issue.message.endsWith('.') ? issue.message : `${issue.message}.`}`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
