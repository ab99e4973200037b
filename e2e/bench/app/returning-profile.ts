import { randomUUID } from 'node:crypto'
import { readConfig } from '../../../src-main/app/config.ts'
import { createServices, type Services } from '../../../src-main/app/create-services.ts'
import { readDocumentFolder } from '../../../src-main/spaces/read-document-folder.ts'
import type { RunRecord } from '../../../src-shared/savings.ts'
import { inProject } from './project-folder.ts'

const recordedRuns = 50
const hourMs = 3_600_000

/** Fills a data folder as somebody has it who uses the program: settings, a Space with documents, and fifty runs. */
export async function prepareReturningProfile(dataFolder: string): Promise<void> {
  using services = createServices(readConfig({ dataFolder }), refuseNetwork)
  services.settings.update({ theme: 'light' })
  const space = services.spaces.create('Handbook')
  const { documents } = await readDocumentFolder(inProject('resources', 'sample', 'space'))
  for (const { title, text } of documents)
    await services.spaces.saveDocument({ spaceId: space.id, title, text })
  services.settings.update({ lastSpaceId: space.id })
  for (let index = 0; index < recordedRuns; index += 1) services.runs.record(runAt(services, index, space))
}

const refuseNetwork = (): Promise<Response> =>
  Promise.reject(new Error('A profile is prepared without the network.'))

function runAt(
  { now }: Services,
  index: number,
  space: { readonly id: string; readonly name: string },
): RunRecord {
  return {
    id: randomUUID(),
    startedAt: now() - index * hourMs,
    commandId: 'improve',
    commandTitle: 'Improve',
    spaceId: space.id,
    spaceName: space.name,
    provider: 'practice',
    model: 'practice-1',
    practice: true,
    status: 'finished',
    usage: { uncachedInputTokens: 120, cacheReadTokens: 2_400, outputTokens: 80, raw: { practice: true } },
    cacheStatus: 'hit',
    plan: { marks: ['system', 'space'], ttl: '5m', reason: 'The reusable part is kept for 5 minutes.' },
    latencyMs: 900,
    firstTokenMs: 200,
  }
}
