import { expect, test } from 'vitest'
import { canFallBack } from '../../src-main/providers/fallback.ts'
import { phraseFailure as phraseInApp } from '../../src-main/providers/http/phrase-failure.ts'
import { isTriedAgain } from '../../src-main/providers/retry.ts'
import { phraseFailure as phraseInGateway } from '../../src-server/upstream/http/phrase-failure.ts'
import { classifyOpenAi } from './openai/classify-openai.ts'
import { failureKinds, type FailureKind } from './vendor-failure.ts'

const name = 'Vendor'
const model = 'model-1'
const context = { model, host: 'api.example.com', apiKey: undefined, hasBegun: false }

const introduction = `# What a vendor's failure is called, and told

Every failure of a vendor is understood once, in \`src-shared/vendors/\`, as one of these kinds. The app and
the gateway each phrase it in one file (\`phrase-failure.ts\`). “Its words.” stands for what the server said.

This page is written by a test. After a change of the words:
\`npm run unit -- src-shared/vendors/vendor-errors-table.test.ts -u\`

| kind | app: code | tried again | next provider | app: words | gateway: status, code | gateway: words |
| --- | --- | --- | --- | --- | --- | --- |
`

function row(kind: FailureKind): string {
  const failure = { kind, said: 'Its words' }
  const told = phraseInApp(failure, context, { name, classify: classifyOpenAi })
  const answered = phraseInGateway(failure, { name, model })
  const cells = [
    `\`${kind}\``,
    `\`${told.code}\``,
    isTriedAgain(told) ? 'yes' : 'no',
    canFallBack(told, false) ? 'yes' : 'no',
    told.message,
    `${answered.status} \`${answered.code}\``,
    answered.message,
  ]
  return `| ${cells.join(' | ')} |`
}

test('the page in docs/ says how every kind is told, retried and fallen back from', async () => {
  const page = `${introduction}${failureKinds.map(row).join('\n')}\n`
  await expect(page).toMatchFileSnapshot('../../docs/vendor-errors.md')
})

test('every message says what to do, in both', () => {
  for (const kind of failureKinds) {
    const told = phraseInApp({ kind }, context, { name, classify: classifyOpenAi }).message
    expect(told, kind).toMatch(/\b(?:[Tt]ry again|Check|check|Choose|choose|Change|Set|Select|Add|add)\b/)
    expect(phraseInGateway({ kind }, { name, model }).message, kind).not.toContain('undefined')
  }
})
