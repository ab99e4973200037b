import { expect, test } from 'vitest'
import { z } from 'zod'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { createModelCatalogue } from '../upstream/model-catalogue.ts'
import { upstreamIds } from '../upstream/upstream.ts'
import { openTestStorage } from './open-test-storage.ts'

test('the free tier has the cheapest models of each vendor, and no dear one by an accident of names', async () => {
  await using opened = await openTestStorage('embedded')
  const { models } = await opened.storage.database
    .selectFrom('tiers')
    .select('models')
    .where('id', '=', 'free')
    .executeTakeFirstOrThrow()
  const patterns = z.array(z.string()).parse(JSON.parse(models))
  const catalogue = createModelCatalogue({
    table: loadModelTable(),
    configured: new Set(upstreamIds),
    now: () => Date.parse('2026-11-21'),
  })
  const allowed = catalogue.list().filter(({ model }) => catalogue.isAllowed(model.id, patterns))
  expect(new Set(allowed.map(({ upstream }) => upstream))).toEqual(new Set(upstreamIds))
  for (const { price } of allowed) expect(price.output).toBeLessThanOrEqual(6_000)
})
