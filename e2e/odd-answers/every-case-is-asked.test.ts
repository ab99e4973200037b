import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '..', '..')

/** Where each recorded case is asked of the product; most are answers of servers. */
const askedIn: Readonly<Record<string, string>> = {
  F08: 'e2e/desktop/odd-answers.spec.ts',
  F17: 'src-main/providers/check-base-url.test.ts',
  F18: 'src-main/prompt/one-line.test.ts',
  F20: 'src-main/providers/openai-compatible/model-lists.test.ts',
  F21: 'src-main/assist/odd-answers.test.ts',
  F22: 'src-main/cli/certificates.test.ts',
  F23: 'src-main/cli/in-terminal-words.test.ts',
  F24: 'src-main/spaces/read-document-folder.test.ts',
  F25: 'src-main/metrics/local-day.test.ts',
  F26: 'e2e/desktop/keyboard-layout.spec.ts',
  F27: 'e2e/desktop/odd-answers.spec.ts',
  F30: 'src-main/cli/files-of-people.test.ts',
  F31: 'src-main/prompt/wrap.test.ts',
}

const folders = readdirSync(join(project, 'e2e', 'cases')).filter((name) => /^F\d\d-/.test(name))

test.each(folders)('the case %s is asked by a test that names it', (folder) => {
  const id = folder.slice(0, 3)
  const file = askedIn[id] ?? 'e2e/odd-answers/recorded-cases.ts'
  expect(readFileSync(join(project, file), 'utf8')).toContain(folder)
})
