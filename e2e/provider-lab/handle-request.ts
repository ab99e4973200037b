import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { handleAdmin } from './admin-routes.ts'
import type { ProviderLabControls } from './provider-lab-controls.ts'
import type { JournalEntry } from './journal.ts'
import { LabRefusal, type LabAnswer, type LabProtocol, type LabRoute } from './lab-protocol.ts'
import { readBody } from './read-body.ts'
import { scenarioSchema, type Scenario } from './scenario.ts'
import { sendAnswer } from './send-answer.ts'

export interface LabContext {
  readonly controls: ProviderLabControls
  readonly protocols: readonly LabProtocol[]
  readonly keys: Readonly<Record<string, string>>
  readonly maximumBodyBytes: number
}

const label = 'Rephlo provider lab: a local simulation for tests, not a vendor.'
let requestCount = 0

/** Answers one request; an error inside the lab becomes a 500 that says so. */
export async function handleRequest(
  context: LabContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://lab')
  const method = request.method ?? 'GET'
  response.setHeader('x-lab', label)
  try {
    const bodyText = await readBody(request, context.maximumBodyBytes).catch((error: unknown) => error)
    const found = findRoute(context.protocols, method, url.pathname, request.headers)
    if (found !== undefined) await answerRoute(context, found, request, response, url, bodyText)
    else if (url.pathname.startsWith('/lab/'))
      handleAdmin(context.controls, method, url.pathname, text(bodyText), response)
    else throw new LabRefusal(404, `It has no ${method} ${url.pathname}.`)
  } catch (error) {
    const status = error instanceof LabRefusal ? error.status : 500
    if (!response.headersSent && !response.destroyed)
      response.writeHead(status, { 'content-type': 'text/plain' }).end(`${label}\n${String(error)}\n`)
  }
}

function findRoute(
  protocols: readonly LabProtocol[],
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
): { protocol: LabProtocol; route: LabRoute } | undefined {
  for (const protocol of protocols) {
    const route = protocol.route(method, path, headers)
    if (route !== undefined) return { protocol, route }
  }
  return undefined
}

async function answerRoute(
  context: LabContext,
  { protocol, route }: { protocol: LabProtocol; route: LabRoute },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  bodyText: unknown,
): Promise<void> {
  requestCount += 1
  const scenario = scenarioOf(request) ?? context.controls.scenarios.take()
  const entry = toEntry(
    `req_lab_${String(requestCount).padStart(6, '0')}`,
    protocol.name,
    request,
    url,
    bodyText,
    scenario,
  )
  context.controls.journal.add(entry)
  const closed = watchClose(response, entry)
  const answer = await refusalsAsAnswers(protocol, entry.id, async () => {
    if (scenario?.kind === 'error')
      return protocol.errorAnswer(entry.id, scenario.status, scenario.message, scenario.retryAfterSeconds)
    const workspace = workspaceOf(context, protocol.keyOf(request.headers))
    entry.workspace = workspace
    return await route({
      id: entry.id,
      headers: request.headers,
      query: url.searchParams,
      bodyText: text(bodyText),
      workspace,
    })
  })
  try {
    await sendAnswer({ response, protocol, scenario, entry, closed }, answer)
  } catch (error) {
    if (!closed.aborted) throw error
  }
}

async function refusalsAsAnswers(
  protocol: LabProtocol,
  id: string,
  answer: () => Promise<LabAnswer>,
): Promise<LabAnswer> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof LabRefusal) return protocol.errorAnswer(id, error.status, error.message)
    throw error
  }
}

function workspaceOf({ keys }: LabContext, key: string | undefined): string {
  if (key === undefined || key === '')
    throw new LabRefusal(401, 'A key is required, as x-api-key or as a bearer token')
  const configured = keys[key]
  if (configured !== undefined) return configured
  if (!/^(?:lab-|sk-lab-|sk-ant-lab-)/.test(key)) throw new LabRefusal(401, 'invalid x-api-key')
  return key
}

function scenarioOf(request: IncomingMessage): Scenario | undefined {
  const header = request.headers['x-lab-scenario']
  return typeof header === 'string' ? scenarioSchema.parse(JSON.parse(header)) : undefined
}

function toEntry(
  id: string,
  protocol: string,
  request: IncomingMessage,
  url: URL,
  bodyText: unknown,
  scenario: Scenario | undefined,
): JournalEntry {
  const headers = Object.entries(request.headers).filter(
    ([name]) => !['x-api-key', 'x-goog-api-key', 'authorization'].includes(name),
  )
  return {
    id,
    protocol,
    method: request.method ?? 'GET',
    path: url.pathname,
    at: Date.now(),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    body: parseIfJson(bodyText),
    scenario,
    chunksSent: 0,
  }
}

/** Aborts when the connection closes before the answer is complete, and notes it. */
function watchClose(response: ServerResponse, entry: JournalEntry): AbortSignal {
  const closed = new AbortController()
  response.once('close', () => {
    if (response.writableFinished) entry.finishedAt = Date.now()
    else entry.disconnectedAt = Date.now()
    closed.abort()
  })
  return closed.signal
}

function text(bodyText: unknown): string {
  if (typeof bodyText !== 'string')
    throw bodyText instanceof Error ? bodyText : new LabRefusal(400, 'The body could not be read')
  return bodyText
}

function parseIfJson(bodyText: unknown): unknown {
  try {
    return JSON.parse(String(bodyText))
  } catch {
    return undefined
  }
}
