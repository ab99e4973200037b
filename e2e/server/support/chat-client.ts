import { expect } from 'vitest'
import type {
  ApiErrorBody,
  AnswerMetadata,
  ChatChunk,
  ChatCompletion,
} from '../../../src-shared/dedicated-api/chat-answer.ts'
import type { UsageEntry, UsagePage } from '../../../src-shared/dedicated-api/usage-summary.ts'
import { readJson, type TestGateway, type TestUser } from './open-test-gateway.ts'

export const noAnswerCache = { 'x-answer-cache': 'off' }

export interface ChatClient {
  readonly user: TestUser
  /** Asks for an answer, whole or streamed as the body says. */
  send(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** A whole answer that must succeed. */
  answer(
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ChatCompletion & { readonly metadata: AnswerMetadata }>
  /** A stream, whose request must succeed. */
  stream(body: object, headers?: Readonly<Record<string, string>>): Promise<StreamedAnswer>
  /** The history, newest first. */
  history(): Promise<readonly UsageEntry[]>
  balance(): Promise<{ balance: number; held: number }>
}

export function chatClientOf(gateway: TestGateway, user: TestUser): ChatClient {
  const send: ChatClient['send'] = async (body, headers) =>
    await gateway.ask(user, 'POST', '/v1/chat/completions', body, headers)
  return {
    user,
    send,
    answer: async (body, headers) => await readJson(await send(body, headers)),
    stream: async (body, headers) => await readStream(await send({ ...body, stream: true }, headers)),
    history: async () =>
      (await readJson<UsagePage>(await gateway.ask(user, 'GET', '/v1/usage?limit=200'))).data,
    async balance() {
      const { balance, held } = await gateway.balanceOf(user)
      return { balance, held }
    },
  }
}

export interface StreamedAnswer {
  readonly status: number
  readonly text: string
  readonly chunks: readonly ChatChunk[]
  /** The last chunk with metadata has it. */
  readonly metadata: AnswerMetadata | undefined
  readonly error: ApiErrorBody['error'] | undefined
  readonly isDone: boolean
  /** Everything that came, as bytes decoded. */
  readonly raw: string
}

export async function readStream(response: Response): Promise<StreamedAnswer> {
  const raw = await response.text()
  const data = raw
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice(6))
  // What the gateway sends is either of the two, as its contract says.
  const events = data
    .filter((text) => text !== '[DONE]')
    .map((text) => JSON.parse(text) as ChatChunk | ApiErrorBody)
  const chunks = events.filter((event): event is ChatChunk => 'choices' in event)
  const errors = events.filter((event): event is ApiErrorBody => 'error' in event)
  const text = chunks
    .flatMap(({ choices }) => choices)
    .map(({ delta }) => delta.content ?? '')
    .join('')
  return {
    status: response.status,
    text,
    chunks,
    metadata: chunks.findLast(({ metadata }) => metadata !== undefined)?.metadata,
    error: errors.at(-1)?.error,
    isDone: data.at(-1) === '[DONE]',
    raw,
  }
}

/** A refusal in OpenAI's shape with nothing more in it than that shape allows. */
export async function readRefusal(response: Response): Promise<ApiErrorBody> {
  const text = await response.text()
  expect(response.headers.get('content-type'), text).toContain('application/json')
  const body = JSON.parse(text) as ApiErrorBody
  expect(Object.keys(body.error).sort()).toEqual(['code', 'message', 'param', 'type'])
  expect(body.error).toEqual({
    message: expect.any(String) as string,
    type: expect.any(String) as string,
    code: expect.any(String) as string,
    param: body.error.param,
  })
  expect(Object.keys(body).filter((name) => !['error', 'retryAfter', 'balance'].includes(name))).toEqual([])
  expectNothingInside(text)
  return body
}

/** Words of databases, of the language and of this source tree. */
const inside =
  /SELECT |INSERT |UPDATE |SQLITE_|sqlite3|postgres|node_modules|src-server|\.ts:\d|\bat \w+ \(|TypeError|RangeError|ZodError|ECONN|127\.0\.0\.1/

export function expectNothingInside(text: string): void {
  expect(text).not.toMatch(inside)
}

/** None of the secrets is in any of the texts, nor in what was logged. */
export function expectNoSecrets(
  gateway: TestGateway,
  secrets: readonly string[],
  texts: readonly string[] = [],
): void {
  for (const text of [...texts, ...gateway.log.lines])
    for (const secret of secrets) expect(text.includes(secret) ? `${secret} in ${text}` : '').toBe('')
}
