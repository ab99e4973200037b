import { createServer, type Server } from 'node:http'
import { createPrefixCache } from '../../src-main/providers/practice/prefix-cache.ts'
import models from '../../resources/models.json' with { type: 'json' }
import { modelTableSchema } from '../../src-shared/pricing/price-table.ts'
import { createAnthropicProtocol } from './anthropic/anthropic-protocol.ts'
import { createGeminiProtocol } from './gemini/gemini-protocol.ts'
import { createOpenAiProtocols } from './openai/openai-protocols.ts'
import { defaultAnswer } from './default-answer.ts'
import { handleRequest } from './handle-request.ts'
import { createJournal } from './journal.ts'
import { createLabClock } from './lab-clock.ts'
import type { AnswerRule, LabTools } from './lab-protocol.ts'
import type { ProviderLabControls } from './provider-lab-controls.ts'
import { createScenarioQueue } from './scenario.ts'

export interface ProviderLabOptions {
  /** 0 takes a free port. */
  readonly port?: number
  /** Epoch milliseconds; the clock's source. */
  readonly now?: () => number
  /** Keys that are accepted besides those that begin with `lab-`, `sk-lab-` or `sk-ant-lab-`, with their workspace. */
  readonly keys?: Readonly<Record<string, string>>
  readonly maximumBodyBytes?: number
}

export interface ProviderLab extends ProviderLabControls, AsyncDisposable {
  /** What the vendors' SDKs take as their base URL. */
  readonly url: string
  close(): Promise<void>
}

const defaultMaximumBody = 32 * 1024 * 1024
const journalLimit = 1000

/** Starts the provider lab on the loopback interface: our own simulation of the vendors' services, prompt cache included. */
export async function createProviderLab(options: ProviderLabOptions = {}): Promise<ProviderLab> {
  const clock = createLabClock(options.now ?? Date.now)
  let rule: AnswerRule = defaultAnswer
  const tools: LabTools = {
    now: () => clock.now(),
    cache: createPrefixCache({ now: () => clock.now() }),
    models: modelTableSchema.parse(models),
    answer: (lastMessage) => rule(lastMessage),
  }
  const controls: ProviderLabControls = {
    scenarios: createScenarioQueue(),
    clock,
    journal: createJournal(journalLimit),
    answerWith: (answer) => (rule = typeof answer === 'string' ? () => answer : (answer ?? defaultAnswer)),
  }
  const context = {
    controls,
    protocols: [...createOpenAiProtocols(tools), createAnthropicProtocol(tools), createGeminiProtocol(tools)],
    keys: options.keys ?? {},
    maximumBodyBytes: options.maximumBodyBytes ?? defaultMaximumBody,
  }
  const server = createServer((request, response) => void handleRequest(context, request, response))
  const url = await listen(server, options.port ?? 0)
  const close = async (): Promise<void> => await stop(server)
  return { ...controls, url, close, [Symbol.asyncDispose]: close }
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The lab has no port')
  return `http://127.0.0.1:${address.port}`
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeAllConnections()
  await closed
}
