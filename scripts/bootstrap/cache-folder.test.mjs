import { expect, test } from 'vitest'
import { cacheFolder } from './cache-folder.mjs'

test('the cache follows the conventions of each system', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/elsewhere' }, 'linux')).toBe('/elsewhere/rephlo-dev')
  expect(cacheFolder({}, 'linux')).toMatch(/\.cache.rephlo-dev$/)
  expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.rephlo-dev$/)
})
