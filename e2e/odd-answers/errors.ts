import { fixed, type OddAnswer } from './odd-answer.ts'
import { chat, json, named, sse } from './wire.ts'

const words = 'The model is on fire'
const failed = (name: string, more: Partial<OddAnswer> & Pick<OddAnswer, 'server'>): OddAnswer => ({
  name,
  end: 'failed',
  answer: '',
  said: /The model is on fire/,
  ...more,
})

/** The server's own words arrive, in whatever shape they come. */
export const errors: readonly OddAnswer[] = [
  failed('detail', { server: json({ detail: words }, 400) }),
  failed('a list of details', {
    server: json({ detail: [{ loc: ['body', 'x'], msg: words, type: 'value_error' }] }, 422),
  }),
  failed('message', { server: json({ message: words }, 400) }),
  failed('an error in a list', {
    server: json([{ error: { code: 400, message: words, status: 'INVALID_ARGUMENT' } }], 400),
  }),
  failed('an object that is an error', { server: json({ object: 'error', message: words, code: 400 }, 400) }),
  failed('an error as a text', { server: json({ error: words }, 400) }),
  failed('an error with a number', { server: json({ error: { message: words, code: 400 } }, 400) }),
  failed('an error in an error', { server: json({ error: { error: { message: words } } }, 400) }),
  failed('a message that is an object', { server: json({ error: { message: { detail: words } } }, 400) }),
  failed('a list of errors', { server: json({ errors: [{ message: words }] }, 400) }),
  failed('errors as texts', { server: json({ errors: [words] }, 400) }),
  failed('msg', { server: json({ msg: words }, 400) }),
  failed('error_description', { server: json({ error: 'invalid', error_description: words }, 400) }),
  failed('a problem document', {
    server: {
      ...json({ type: 'about:blank', title: 'Bad', detail: words }, 400),
      contentType: 'application/problem+json',
    },
  }),
  failed('plain text', { server: { status: 400, contentType: 'text/plain', body: words } }),
  failed('a page', {
    server: {
      status: 403,
      contentType: 'text/html',
      body: `<html><head><title>${words}</title></head><body><p>x</p></body></html>`,
    },
  }),
  failed('a page with a heading', {
    server: { status: 502, contentType: 'text/html', body: `<html><body><h1>${words}</h1></body></html>` },
    requests: 3,
  }),
  failed('an error inside a 200', { server: json({ error: { message: words, code: 400 } }) }),
  failed('an error as a text inside a 200', { requests: 3, server: json({ error: words }) }),
  failed('a detail inside a 200', { requests: 3, server: json({ detail: words }) }),
  failed('an error inside a stream', {
    server: { body: sse({ error: { message: words, code: 400, type: 'invalid_request_error' } }) },
  }),
  failed('an error as a text inside a stream', { requests: 3, server: { body: sse({ error: words }) } }),
  failed('an object that is an error inside a stream', {
    server: { body: sse({ object: 'error', message: words, type: 'BadRequestError', code: 400 }) },
  }),
  failed('an event that is called an error', {
    requests: 3,
    server: { body: `event: error\ndata: ${JSON.stringify({ error: { message: words } })}\n\n` },
  }),
  failed('an event that is called an error, with a message alone', {
    requests: 3,
    server: { body: `event: error\ndata: ${JSON.stringify({ message: words })}\n\n` },
  }),
  failed('an error in a choice', {
    server: {
      body: sse({
        id: 'c1',
        choices: [
          { index: 0, delta: { content: '' }, finish_reason: 'error', error: { message: words, code: 400 } },
        ],
      }),
    },
  }),
  failed('detail, by Anthropic’s protocol', { provider: 'anthropic', server: json({ detail: words }, 400) }),
  failed('OpenAI’s shape, by Anthropic’s protocol', {
    provider: 'anthropic',
    server: json({ error: { message: words } }, 400),
  }),
  failed('an error inside a 200, by Anthropic’s protocol', {
    provider: 'anthropic',
    server: json({ type: 'error', error: { type: 'invalid_request_error', message: words } }),
  }),
  failed('an error event of Anthropic’s', {
    provider: 'anthropic',
    server: { body: named({ type: 'error', error: { type: 'invalid_request_error', message: words } }) },
  }),
  failed('a list, by Gemini’s protocol', {
    provider: 'gemini',
    server: json([{ error: { code: 400, message: words, status: 'INVALID_ARGUMENT' } }], 400),
  }),
  failed('OpenAI’s shape, by Gemini’s protocol', {
    provider: 'gemini',
    server: json({ error: { message: words } }, 400),
  }),
  failed('detail, by Gemini’s protocol', { provider: 'gemini', server: json({ detail: words }, 400) }),
  failed('an error in Gemini’s stream', {
    provider: 'gemini',
    server: { body: sse({ error: { code: 400, message: words, status: 'INVALID_ARGUMENT' } }) },
  }),
  failed('words with emoji that are too long', {
    server: json({ error: { message: `${words} ${'😀'.repeat(400)}` } }, 400),
  }),
  failed('words with escapes', {
    server: json({ error: { message: `\u001b[31m${words}\u001b[0m\u0007` } }, 400),
  }),
  failed('a low balance at Anthropic', {
    provider: 'anthropic',
    server: json(
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message:
            'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
        },
      },
      400,
    ),
    said: /add credit/i,
  }),
  failed('no quota at OpenAI', {
    provider: 'openai',
    server: json(
      {
        error: {
          message: 'You exceeded your current quota.',
          type: 'insufficient_quota',
          code: 'insufficient_quota',
        },
      },
      429,
    ),
    said: /credit/i,
  }),
  failed('402', {
    server: json({ error: { message: 'Insufficient Balance', code: 402 } }, 402),
    said: /credit/i,
  }),
  failed('an address of something else', {
    provider: 'anthropic',
    server: json({ detail: 'Not Found' }, 404),
    said: /address/i,
  }),
  failed('an empty body', {
    server: { status: 400, contentType: 'application/json', body: '' },
    saysNothing: true,
    said: /refused|400/,
  }),
  failed('a login page', {
    server: {
      contentType: 'text/html',
      body: '<html><head><title>Sign in to Hotel WiFi</title></head></html>',
    },
    said: /address|sign in/i,
  }),
  failed('a prompt that is too long', {
    server: json(
      {
        error: {
          message:
            "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.",
        },
      },
      400,
    ),
    code: 'too_large',
    said: /4096/,
    requests: 1,
  }),
  {
    name: 'a server that is busy once',
    server: (_asked, count) => (count === 1 ? json({ error: { message: 'busy' } }, 503) : chat(fixed)),
    end: 'whole',
    requests: 2,
  },
]
