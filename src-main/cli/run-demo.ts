import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { formatUsd } from '../../src-shared/money.ts'
import { printableText } from '../../src-shared/printable-text.ts'
import { findModel } from '../../src-shared/pricing/find-price.ts'
import { isTerminal, type TerminalRunEvent } from '../../src-shared/run-event.ts'
import { cacheWriteTotal } from '../../src-shared/usage-arithmetic.ts'
import type { Services } from '../app/create-services.ts'
import { prepareRun, type AssistRequest } from '../assist/prepare-run.ts'
import { runAssist } from '../assist/run-assist.ts'
import { createPracticeProvider } from '../providers/practice/practice-provider.ts'
import { readDocumentFolder } from '../spaces/read-document-folder.ts'
import { exitCodes } from './exit-codes.ts'
import { withServices } from './with-services.ts'
import { tell } from './tell.ts'

const sampleFolder = join(import.meta.dirname, '../../resources/sample')
const ids = ['reply', 'summarize']

/**
 * `npm run demo`: the main job without a window, on the sample Space: two Commands that share one cached
 * prefix.
 */
export async function runDemo(options: { readonly dataDir?: string }): Promise<void> {
  await withServices(options.dataDir, async (opened, { dataFolder }) => {
    const services = withColdPractice(opened)
    const { documents } = await readDocumentFolder(join(sampleFolder, 'space'))
    const text = (await readFile(join(sampleFolder, 'message.txt'), 'utf8')).trim()
    // A scope of its own each time: the demo begins as a new Space does.
    const space = {
      name: 'Sample Space',
      scope: `demo:${randomUUID()}`,
      documents: documents.map((document) => ({ ...document, tokens: estimateTokens(document.text) })),
    }
    process.stdout.write(
      'Rephlo demo. Practice mode: rules on this computer answer, no key is needed, no money is spent.\n',
    )
    process.stdout.write(`Selected text:\n${indent(text)}\n`)
    const ends: TerminalRunEvent[] = []
    for (const commandId of ids) {
      ends.push(
        await streamRun(services, {
          commandId,
          spaceId: null,
          documents: space,
          text,
          instructions: '',
          allowLarge: true,
          provider: 'practice',
        }),
      )
    }
    process.stdout.write(
      `\n${table(ends)}\nThe second run is another Command, yet it reads the same cached prefix: ` +
        `system text and Space come first, the Command last.\nData: ${dataFolder}\n`,
    )
    if (ends.some((end) => end.type !== 'finished')) process.exitCode = exitCodes.runFailed
  })
}

/** The demo begins cold, however warm the person's own practice cache is. */
function withColdPractice(services: Services): Services {
  const minimumTokens = () =>
    findModel(services.models, 'practice', services.models.practice?.defaultModel ?? '')
      ?.minimumCacheableTokens ?? 0
  return {
    ...services,
    providers: {
      ...services.providers,
      practice: createPracticeProvider({ now: services.now, minimumTokens }),
    },
  }
}

async function streamRun(services: Services, request: AssistRequest): Promise<TerminalRunEvent> {
  const run = prepareRun(services, request)
  process.stdout.write(`\n${run.command.title}, with the Space “${run.space?.name ?? ''}”\n`)
  const stopped = new AbortController()
  process.stdout.once('error', () => stopped.abort())
  let last: TerminalRunEvent | undefined
  for await (const event of runAssist(services, run, stopped.signal)) {
    if (event.type === 'text') process.stdout.write(printableText(event.text))
    if (event.type === 'warning') tell(event.message)
    if (event.type === 'failed') tell(event.error.message)
    if (isTerminal(event)) last = event
  }
  process.stdout.write('\n')
  if (last === undefined) throw new Error('A run must end with a terminal event')
  return last
}

function table(ends: readonly TerminalRunEvent[]): string {
  const header = [
    '',
    ...ends.map((end, index) => `${String(index + 1)}. ${end.cache.status === 'write' ? 'cold' : 'warm'}`),
  ]
  const tokens = (count: number | undefined) =>
    count === undefined ? 'not reported' : count.toLocaleString('en-US')
  const rows = [
    header,
    ['Input, uncached', ...ends.map(({ usage }) => tokens(usage?.uncachedInputTokens))],
    [
      'Input, written to cache',
      ...ends.map(({ usage }) => tokens(usage === undefined ? undefined : cacheWriteTotal(usage))),
    ],
    ['Input, read from cache', ...ends.map(({ usage }) => tokens(usage?.cacheReadTokens))],
    ['Output', ...ends.map(({ usage }) => tokens(usage?.outputTokens))],
    ['Cost (practice prices)', ...ends.map(({ cost }) => formatUsd(cost.actual))],
    ['Without caching', ...ends.map(({ cost }) => formatUsd(cost.uncached))],
    ['Saved', ...ends.map(({ cost }) => formatUsd(cost.saved))],
  ]
  return (
    rows
      .map(
        ([label = '', ...cells]) => `${label.padEnd(26)}${cells.map((cell) => cell.padStart(14)).join('')}`,
      )
      .join('\n') + '\n'
  )
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
