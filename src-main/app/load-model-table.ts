import models from '../../resources/models.json' with { type: 'json' }
import { modelTableSchema, type ModelTable } from '../../src-shared/pricing/price-table.ts'

/** The shipped facts about models, validated. Throws a ZodError that names the place when the data file is malformed. */
export function loadModelTable(): ModelTable {
  return modelTableSchema.parse(models)
}
