import { fixed, type Asked, type OddAnswer, type Reply } from './odd-answer.ts'
import { chat, json } from './wire.ts'

/** A refusal: its name, the requests that it meets, and its words; others are answered. */
export type RefusalCase = readonly [
  name: string,
  isThere: (asked: Asked) => boolean,
  refusal: Reply,
  more?: Partial<OddAnswer>,
]

export const openAiChat = { provider: 'openai', api: 'chat' } as const

/** Whether a request has such a field somewhere. */
export function has(field: string): (asked: Asked) => boolean {
  return ({ body }) => JSON.stringify(body).includes(`"${field}"`)
}

/** Whether a message of a request has such a role. */
export function role(name: string): (asked: Asked) => boolean {
  return ({ body }) => JSON.stringify(body).includes(`"role":"${name}"`)
}

/** Whether a request asks for a longer answer than that. */
export function above(tokens: number): (asked: Asked) => boolean {
  return ({ body }) =>
    [body.max_tokens, body.max_completion_tokens].some((limit) => typeof limit === 'number' && limit > tokens)
}

/** OpenAI's shape of a refusal. */
export function says(message: string, more: object = {}, status = 400): Reply {
  return json({ error: { message, ...more } }, status)
}

/** Each is asked again without, once. */
export function askedWithout(
  cases: readonly RefusalCase[],
  answer: Reply = chat(fixed),
  more: Partial<OddAnswer> = {},
): readonly OddAnswer[] {
  return cases.map(([name, isThere, refusal, own = {}]) => ({
    name,
    server: (asked) => (isThere(asked) ? refusal : answer),
    end: 'whole',
    requests: 2,
    ...more,
    ...own,
  }))
}
