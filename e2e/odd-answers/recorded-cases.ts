import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fixed, type Asked, type OddAnswer, type Reply, type Server } from './odd-answer.ts'
import { chat, message } from './wire.ts'

const casesFolder = join(import.meta.dirname, '..', 'cases')

/** A recorded answer: JSON, a page or events by the ending of its name, and the status that begins it. */
function recorded(file: string, status?: number): Reply {
  const body = readFileSync(join(casesFolder, file), 'utf8')
  const types = { json: 'application/json', html: 'text/html', sse: 'text/event-stream' }
  const ending = /\.(json|html|sse)$/.exec(file)?.[1] as keyof typeof types | undefined
  const named = Number(/\/(\d{3})[.-]/.exec(file)?.[1] ?? 200)
  return { status: status ?? named, contentType: ending === undefined ? 'text/plain' : types[ending], body }
}

function refusing(file: string, field: string, status: number, answer: Reply = chat(fixed)): Server {
  return ({ body }: Asked) => (field in body ? recorded(file, status) : answer)
}

const whole = (file: string, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name: file,
  server: recorded(file),
  end: 'whole',
  ...more,
})
const failed = (file: string, said: RegExp, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name: file,
  server: recorded(file),
  end: 'failed',
  answer: '',
  said,
  ...more,
})
const half = (file: string, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name: file,
  server: recorded(file),
  end: 'half',
  answer: 'The fixed',
  ...more,
})

const first = 'F03-empty-finish-reason/first-event-then-reset.sse'

/** The recorded cases that a server's answer makes; the others are asked where their files are read. */
export const recordedCases: readonly OddAnswer[] = [
  ...['block', 'no-opening', 'split', 'thinking-tag'].map((name) =>
    whole(`F01-think-leaks/answer-${name}.sse`),
  ),
  whole('F01-think-leaks/answer-cut-in-thought.sse', { end: 'empty' }),
  whole('F01-think-leaks/control.sse', { answer: 'Wrap thoughts in <think> and </think> tags.' }),
  whole('F02-content-as-list/answer.sse'),
  whole('F02-content-as-list/only-list.sse'),
  whole('F03-empty-finish-reason/slow.sse', { answer: 'The fixed text, after a pause.' }),
  half(first, { server: { ...recorded(first), isCut: true } }),
  half('F04-odd-ends-pass-as-complete/abort.sse'),
  half('F04-odd-ends-pass-as-complete/error.sse'),
  half('F04-odd-ends-pass-as-complete/gemini-other.sse', { provider: 'gemini' }),
  whole('F05-limit-larger-than-context/refusal.json', {
    server: ({ body }) =>
      Number(body.max_tokens ?? 0) > 3_700
        ? recorded('F05-limit-larger-than-context/refusal.json', 400)
        : chat(fixed),
    requests: 2,
  }),
  whole('F06-max-completion-tokens/refusal.json', {
    server: refusing('F06-max-completion-tokens/refusal.json', 'max_tokens', 400),
    requests: 2,
    asked: ({ body }) => 'max_completion_tokens' in body,
  }),
  ...(
    [
      ['fastapi-422', 422],
      ['mistral-style-422', 422],
      ['plain-400', 400],
    ] as const
  ).map(([name, status]) =>
    whole(`F07-stream-options-refused/${name}.json`, {
      server: refusing(`F07-stream-options-refused/${name}.json`, 'stream_options', status),
      requests: 2,
    }),
  ),
  whole('F09-blank-edges-and-blank-answer/leading.sse'),
  whole('F09-blank-edges-and-blank-answer/spaces.sse', { end: 'empty' }),
  ...['fence', 'text-tags', 'token'].map((name) => whole(`F10-wrappers/${name}.sse`)),
  whole('F11-json-instead-of-stream/answer.json'),
  failed('F12-error-words-lost/400-array.json', /API key not valid/),
  failed('F12-error-words-lost/400-detail.json', /Model not loaded: gpt-x/),
  failed('F12-error-words-lost/403.html', /Attention Required/),
  failed('F12-error-words-lost/200-error.json', /Model is still loading/, { requests: 3 }),
  failed('F12-error-words-lost/in-stream.sse', /context length is only 4096/),
  failed('F12-error-words-lost/lm-studio.sse', /keep the first 9000 tokens/),
  whole('F13-empty-data-line/answer.sse'),
  whole('F14-cached-tokens-beside-details/answer.sse', {
    usage: { uncachedInputTokens: 104, cacheReadTokens: 896, outputTokens: 4 },
  }),
  whole('F14-cached-tokens-beside-details/zero.sse', {
    usage: { uncachedInputTokens: undefined, outputTokens: undefined },
  }),
  failed('F15-anthropic-base-with-v1/404.json', /address/i, {
    provider: 'anthropic',
    server: recorded('F15-anthropic-base-with-v1/404.json', 404),
  }),
  failed('F16-low-credit/400.json', /add credit/i, { provider: 'anthropic' }),
  whole('F19-emoji-over-two-chunks/answer.sse', { answer: 'smile 😀 end' }),
  whole('F28-gemini-over-gateways/early.sse', { provider: 'gemini' }),
  whole('F28-gemini-over-gateways/named.sse', { provider: 'gemini' }),
  whole('F29-openai-cache-fields-refused/400.json', {
    provider: 'openai',
    api: 'chat',
    server: refusing('F29-openai-cache-fields-refused/400.json', 'prompt_cache_key', 400),
    requests: 2,
  }),
  {
    name: 'Anthropic’s address with its version',
    provider: 'anthropic',
    server: ({ path }) =>
      path.startsWith('/v1/messages')
        ? message(fixed, 'end_turn')
        : recorded('F15-anthropic-base-with-v1/404.json', 404),
    baseUrlPath: '/v1',
    end: 'whole',
  },
]
