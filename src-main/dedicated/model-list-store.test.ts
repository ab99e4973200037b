import { expect, test } from 'vitest'
import type { Model } from '../../src-shared/pricing/price-table.ts'
import { openTestStorage } from '../storage/open-test-storage.ts'
import { ModelListStore } from './model-list-store.ts'

const model: Model = {
  id: 'm',
  name: 'M',
  contextTokens: 1000,
  maxOutputTokens: 100,
  vendor: 'anthropic',
  source: 's',
  checkedAt: '2026-11-21',
  prices: [{ effectiveFrom: '2000-01-01', input: 150, cacheRead: 15, output: 750 }],
}

test('what a server offered is known at a later start without asking, and apart from other servers', () => {
  const opened = openTestStorage()
  const { storage } = opened
  new ModelListStore(storage).save('https://a.example', {
    fetchedAt: 5,
    creditsPerDollar: 100,
    models: [model],
  })
  new ModelListStore(storage).save('https://a.example', { fetchedAt: 6, models: [model] })
  const later = new ModelListStore(storage)
  expect(later.get('https://a.example')).toEqual({
    fetchedAt: 6,
    creditsPerDollar: undefined,
    models: [model],
  })
  expect(later.get('https://b.example')).toBeUndefined()
  storage.run("UPDATE dedicated_models SET models = '[{}]'")
  expect(new ModelListStore(storage).get('https://a.example')).toBeUndefined()
  opened.remove()
})
