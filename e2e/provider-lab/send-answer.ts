import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { JournalEntry } from './journal.ts'
import type { LabAnswer, LabProtocol, LabStreamEvent } from './lab-protocol.ts'
import type { Scenario } from './scenario.ts'

/** One answer on its way out. `closed` aborts when the client goes away. */
export interface Sending {
  readonly response: ServerResponse
  readonly protocol: LabProtocol
  readonly scenario: Scenario | undefined
  readonly entry: JournalEntry
  readonly closed: AbortSignal
}

const resetDelayMs = 20

/** Sends an answer as the scenario has it, and notes in the journal what was sent. Rejects when the client goes away. */
export async function sendAnswer(sending: Sending, answer: LabAnswer): Promise<void> {
  const { response, scenario, entry, closed } = sending
  if (scenario?.kind === 'hang' && scenario.afterChunks === undefined) return
  if (scenario?.kind === 'slow') await setTimeout(scenario.firstByteMs, undefined, { signal: closed })
  entry.status = answer.kind === 'json' ? answer.status : 200
  if (scenario?.kind === 'garbage') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>')
    return
  }
  entry.usage = answer.usage
  if (scenario?.kind !== 'cut-before-usage') answer.begin?.()
  if (answer.kind === 'stream') await sendStream(sending, answer.events)
  else sendJson(sending, answer)
}

function sendJson(
  { response, scenario, entry }: Sending,
  answer: Extract<LabAnswer, { kind: 'json' }>,
): void {
  const body = JSON.stringify(answer.body)
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'request-id': entry.id,
    ...answer.headers,
  })
  if (scenario?.kind === 'cut' || scenario?.kind === 'cut-before-usage')
    response.write(body.slice(0, body.length / 2), () => response.destroy())
  else response.end(body)
}

async function sendStream(sending: Sending, events: readonly LabStreamEvent[]): Promise<void> {
  const { response, scenario, entry, closed } = sending
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'request-id': entry.id,
  })
  response.flushHeaders()
  if (scenario?.kind === 'cut-before-usage') {
    await destroySoon(response)
    return
  }
  for (const event of events) {
    if (event.isChunk && breaksHere(scenario, entry.chunksSent)) {
      await breakOff(sending)
      return
    }
    if (event.isChunk && scenario?.kind === 'slow')
      await setTimeout(scenario.chunkMs, undefined, { signal: closed })
    await writeInPieces(response, event.text, closed)
    if (event.isChunk) entry.chunksSent += 1
  }
  response.end()
}

/** Real networks cut a stream anywhere: every event is written in two pieces, in the middle of a line or a character. */
async function writeInPieces(response: ServerResponse, text: string, closed: AbortSignal): Promise<void> {
  const bytes = Buffer.from(text)
  const middle = Math.floor(bytes.length / 2)
  response.write(bytes.subarray(0, middle))
  await setImmediate(undefined, { signal: closed })
  if (!response.write(bytes.subarray(middle))) await once(response, 'drain', { signal: closed })
}

function breaksHere(scenario: Scenario | undefined, chunksSent: number): boolean {
  return (
    scenario !== undefined &&
    'afterChunks' in scenario &&
    scenario.afterChunks !== undefined &&
    chunksSent >= scenario.afterChunks
  )
}

async function breakOff({ response, scenario, protocol }: Sending): Promise<void> {
  switch (scenario?.kind) {
    case 'hang':
      return
    case 'cut':
      await destroySoon(response)
      return
    case 'error-event':
      response.end(protocol.errorEvent(scenario.type, scenario.message).text)
      return
    case 'garbage-event':
      response.end(protocol.garbageEvent)
      return
    default:
      response.end()
  }
}

/** What was written must leave before the reset, or the client would lose what it was sent. */
async function destroySoon(response: ServerResponse): Promise<void> {
  await setTimeout(resetDelayMs)
  response.destroy()
}
