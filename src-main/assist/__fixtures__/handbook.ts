import { createProviderLab, type ProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import { isTerminal, type RunEvent, type TerminalRunEvent } from '../../../src-shared/run-event.ts'
import { openTestServices, type TestServices } from '../../app/open-test-services.ts'
import type { AssistServices } from '../assist-services.ts'
import { prepareRun, type AssistRequest } from '../prepare-run.ts'
import { runAssist } from '../run-assist.ts'

export const text = 'Parcels leave at four every working day. '.repeat(700)

interface Handbook {
  readonly lab: ProviderLab
  readonly opened: TestServices
  readonly spaceId: string
}

/** A Space with one long document, and services whose every provider is the lab. */
export async function openHandbook(now: () => number): Promise<Handbook> {
  const lab = await createProviderLab({ now })
  const opened = openTestServices({
    keys: { anthropic: 'lab-key', openai: 'lab-key', gemini: 'lab-key' },
    now,
  })
  const { services } = opened
  services.settings.update({
    provider: 'anthropic',
    baseUrls: {
      anthropic: lab.url,
      openai: `${lab.url}/v1`,
      gemini: lab.url,
      'openai-compatible': `${lab.url}/v1`,
    },
  })
  const spaceId = services.spaces.create('Handbook').id
  await services.spaces.saveDocument({ spaceId, title: 'Policy', text })
  return { lab, opened, spaceId }
}

export interface Outcome {
  readonly events: RunEvent[]
  readonly end: TerminalRunEvent
  readonly text: string
  readonly runId: string
}

/** One use of a Command on the Space, to its end. */
export async function runOnce(
  services: AssistServices,
  spaceId: string,
  change: Partial<AssistRequest>,
): Promise<Outcome> {
  const events: RunEvent[] = []
  const prepared = prepareRun(services, {
    commandId: 'fix',
    spaceId,
    text: 'teh text',
    instructions: '',
    allowLarge: false,
    ...change,
  })
  for await (const event of runAssist(services, prepared, new AbortController().signal)) events.push(event)
  const end = events.at(-1)
  const first = events[0]
  if (end === undefined || !isTerminal(end) || first?.type !== 'started')
    throw new Error('the stream is not whole')
  return {
    events,
    end,
    text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    runId: first.runId,
  }
}

export const statuses = (outcomes: readonly Outcome[]) =>
  outcomes.map(({ end }) => [end.cache.status, end.cache.missReason])
export const warnings = ({ events }: Outcome) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.code] : []))
