import { afterEach, beforeEach, expect, test } from 'vitest'
import { createProviderLab, type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { createAnthropicProvider } from '../providers/anthropic/anthropic-provider.ts'
import { SpaceStore } from '../spaces/space-store.ts'
import { withStability } from '../spaces/with-stability.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import { composePrompt, type PromptDocument } from './compose-prompt.ts'

/** The most of the prefix that an edit of the most volatile document may write again. */
const most = 0.15

let lab: ProviderLab
let storage: TestStorage
let spaces: SpaceStore
let spaceId: string

beforeEach(async () => {
  lab = await createProviderLab()
  storage = openTestStorage()
  spaces = new SpaceStore(storage.storage)
  spaceId = spaces.create('Handbook').id
  for (const title of titles) await spaces.saveDocument({ spaceId, title, text: textOf(title, 'first') })
})

afterEach(async () => {
  await lab.close()
  storage.remove()
})

const titles = Array.from({ length: 10 }, (_, index) => `Chapter ${index + 1}`)

/** About 4,000 tokens, none of them shared with another document. */
function textOf(title: string, edition: string): string {
  const line = `${title}, ${edition} edition: parcels leave at four every working day.\n`
  return line.repeat(Math.round(4_000 / estimateTokens(line)))
}

/** Runs through the real provider against the lab, marked at every breakpoint; returns what the vendor reported. */
async function run(documents: readonly PromptDocument[], text = 'teh'): Promise<TokenUsage> {
  const prompt = composePrompt(documents, {
    template: 'Fix it. {{SELECTED_TEXT}}',
    text,
    instructions: '',
    targetLanguage: 'English',
  })
  const marks = prompt.breakpoints.map((blockIndex) => ({ blockIndex, ttl: '5m' as const }))
  const call = {
    model: 'claude-haiku-5-5',
    prompt,
    plan: { mode: 'marks' as const, marks, ttl: '5m' as const, reason: '' },
    cache: { scope: spaceId },
    dialect: { openAiApi: 'responses' as const, endpointProfile: 'other' as const },
    maxOutputTokens: 100,
    credentials: { apiKey: 'lab-key', baseUrl: lab.url },
    task: { commandId: 'fix', text, instructions: '' },
  }
  let usage: TokenUsage | undefined
  for await (const event of createAnthropicProvider({ fetch }).stream(call, new AbortController().signal)) {
    if (event.type === 'failed') throw new Error(event.error.message)
    if (event.type === 'usage') usage = event.usage
  }
  if (usage === undefined) throw new Error('No usage was reported.')
  return usage
}

/** The share of the prefix that a run wrote. */
function written(usage: TokenUsage): number {
  const writes = usage.cacheWriteTokens?.fiveMinutes ?? Number.NaN
  return writes / (writes + (usage.cacheReadTokens ?? Number.NaN))
}

async function edit(title: string, edition: string): Promise<void> {
  const id = spaces.listDocuments(spaceId).find((document) => document.title === title)?.id
  await spaces.saveDocument({ id, spaceId, title, text: textOf(title, edition) })
}

test('a Space that was never edited: a change of its last document writes that document alone', async () => {
  expect(written(await run(spaces.documentsOf(spaceId)))).toBe(1)
  expect(written(await run(spaces.documentsOf(spaceId), 'another text'))).toBe(0)
  const last =
    composePrompt(spaces.documentsOf(spaceId), {
      template: '',
      text: '',
      instructions: '',
      targetLanguage: '',
    }).prefix.at(-1)?.label ?? ''
  await edit(last, 'second')
  expect(written(await run(spaces.documentsOf(spaceId)))).toBeLessThanOrEqual(most)
})

test.each(titles)('once “%s” was edited, each further edit of it writes it alone', async (title) => {
  await run(spaces.documentsOf(spaceId))
  await edit(title, 'second')
  await run(spaces.documentsOf(spaceId))
  for (const edition of ['third', 'fourth', 'fifth']) {
    await edit(title, edition)
    const share = written(await run(spaces.documentsOf(spaceId)))
    expect(share).toBeGreaterThan(0)
    expect(share).toBeLessThanOrEqual(most)
  }
})

test('with a history of many edits, the most volatile document is written alone', async () => {
  for (const [title, count] of [
    ['Chapter 3', 1],
    ['Chapter 7', 2],
    ['Chapter 5', 4],
    ['Chapter 2', 6],
  ] as const) {
    for (let round = 0; round < count; round += 1) await edit(title, `edition ${round}`)
  }
  await run(spaces.documentsOf(spaceId))
  await edit('Chapter 2', 'latest')
  expect(written(await run(spaces.documentsOf(spaceId)))).toBeLessThanOrEqual(most)
})

test('a folder without a database does as well, by what was seen before', async () => {
  const folder = (edition: string) =>
    titles.map((title) => ({
      title,
      text: textOf(title, title === 'Chapter 4' ? edition : 'first'),
      tokens: 4_000,
    }))
  let { documents, next } = withStability(folder('first'), {})
  await run(documents)
  const shares: number[] = []
  for (const edition of ['second', 'third', 'fourth']) {
    ;({ documents, next } = withStability(folder(edition), next))
    shares.push(written(await run(documents)))
  }
  expect(Math.max(...shares.slice(1))).toBeLessThanOrEqual(most)
})
