import type { TokenPair } from '../../../src-shared/dedicated-api/account.ts'
import type { ChatCompletion } from '../../../src-shared/dedicated-api/chat-answer.ts'

/** A program that uses the gateway as somebody who logged in. */
export interface GatewayClient {
  get<Answer>(path: string): Promise<Answer>
  post(path: string, body: object): Promise<void>
  patch(path: string, change: object): Promise<void>
  /** Asks a model; a text long enough to be cached goes first and is marked. */
  chat(model: string, question: string): Promise<ChatAnswer>
  /** Asks a model and leaves caching to the gateway, as most programs do. */
  chatPlainly(model: string, question: string): Promise<ChatAnswer>
}

export interface ChatAnswer {
  readonly status: number
  readonly body: ChatCompletion
}

const handbook = 'Parcels are sent on Mondays. Returns are free within thirty days. '.repeat(400)

export async function logIn(url: string, email: string, password: string): Promise<GatewayClient> {
  const { access_token: token } = await readAnswer<TokenPair>(
    await send(`${url}/v1/auth/login`, 'POST', {}, { email, password }),
  )
  const headers = { authorization: `Bearer ${token}` }
  const chat = async (model: string, messages: readonly object[]): Promise<ChatAnswer> => {
    const response = await send(`${url}/v1/chat/completions`, 'POST', headers, {
      model,
      max_tokens: 100,
      messages,
    })
    return { status: response.status, body: (await response.json()) as ChatCompletion }
  }
  return {
    get: async <Answer>(path: string) =>
      await readAnswer<Answer>(await send(`${url}${path}`, 'GET', headers)),
    async post(path, body) {
      await readAnswer(await send(`${url}${path}`, 'POST', headers, body))
    },
    async patch(path, change) {
      await readAnswer(await send(`${url}${path}`, 'PATCH', headers, change))
    },
    chat: async (model, question) =>
      await chat(model, [
        { role: 'system', content: [{ type: 'text', text: handbook, cache_control: { type: 'ephemeral' } }] },
        { role: 'user', content: question },
      ]),
    chatPlainly: async (model, question) => await chat(model, [{ role: 'user', content: question }]),
  }
}

async function send(
  address: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: object,
): Promise<Response> {
  return await fetch(address, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** The answer as the contract says it is; a refusal ends the test. */
async function readAnswer<Answer>(response: Response): Promise<Answer> {
  const text = await response.text()
  if (!response.ok) throw new Error(`${response.url}: ${text}`)
  return JSON.parse(text) as Answer
}
