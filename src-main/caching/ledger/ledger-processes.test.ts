import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { openTestStorage } from '../../storage/open-test-storage.ts'

const worker = `
  const [ledgerModule, rulesModule, databaseModule, storageModule, folder, name] = process.argv.slice(1)
  const { CacheLedger } = await import(ledgerModule)
  const { cacheRulesFor } = await import(rulesModule)
  const { openDatabase } = await import(databaseModule)
  const { Storage } = await import(storageModule)
  const { database, file } = openDatabase(folder)
  const ledger = new CacheLedger(new Storage(database, file), { isAlive: () => true, report: (message, error) => { console.error(message, error); process.exitCode = 1 } })
  for (let index = 0; index < 150; index += 1) {
    const block = (hash) => ({ segment: 'space', hash, text: hash, tokens: 1000 })
    const prefix = [block('shared'), block(name + index % 5)]
    const prompt = { prefix, dynamic: { segment: 'dynamic', text: '', hash: '', tokens: 1 }, breakpoints: [0, 1] }
    const key = { scope: 's', account: 'a', model: 'm', rules: cacheRulesFor('anthropic', undefined) }
    const plan = { mode: 'marks', marks: [{ blockIndex: 0, ttl: '1h' }, { blockIndex: 1, ttl: '1h' }], ttl: '1h', reason: '' }
    const run = ledger.begin(key, prompt, plan, Date.now())
    run.begun(Date.now(), 'id')
    run.settle({ usage: { cacheReadTokens: run.belief.warmTokens, cacheWriteTokens: { oneHour: 2000 - run.belief.warmTokens } }, status: 'write', now: Date.now() })
    run.keepFingerprints()
  }
  database.close()
`

test('two processes share one ledger without a lock error, and neither leaves a run in flight', async () => {
  const storage = openTestStorage()
  const modules = [
    'cache-ledger.ts',
    '../../../src-shared/vendors/cache-rules-for.ts',
    '../../storage/open-database.ts',
    '../../storage/storage.ts',
  ].map((name) => pathToFileURL(join(import.meta.dirname, name)).href)
  const runWorker = (name: string) =>
    new Promise<string>((resolve) => {
      const child = spawn(
        process.execPath,
        ['--input-type=module', '-e', worker, ...modules, storage.folder, name],
        { stdio: ['ignore', 'ignore', 'pipe'] },
      )
      let trouble = ''
      child.stderr.on('data', (data) => (trouble += String(data)))
      child.on('close', (code) => resolve(code === 0 ? '' : trouble || 'failed'))
    })
  expect(await Promise.all([runWorker('x'), runWorker('y')])).toEqual(['', ''])
  expect(storage.storage.get('SELECT count(*) AS flights FROM cache_in_flight')).toEqual({ flights: 0 })
  expect(storage.storage.get('SELECT count(*) AS entries FROM cache_entries')).toEqual({ entries: 11 })
  storage.remove()
})
