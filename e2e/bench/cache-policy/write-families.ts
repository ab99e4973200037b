/** Writes the shipped trace families: `node e2e/bench/cache-policy/write-families.ts`. */
import { writeFileSync } from 'node:fs'
import { families } from './families.ts'

for (const [name, generate] of Object.entries(families)) {
  const lines = generate().map((use) => `${JSON.stringify(use)}\n`)
  writeFileSync(new URL(`../traces/${name}.jsonl`, import.meta.url), lines.join(''))
}
