import { type OddAnswer } from './odd-answer.ts'
import { askedWithout, role, says, openAiChat, type RefusalCase } from './refusal-case.ts'
import { json } from './wire.ts'

const roles: readonly RefusalCase[] = [
  [
    'developer, xAI',
    role('developer'),
    json(
      {
        code: 'Client specified an invalid argument',
        error:
          'Failed to deserialize the JSON body into the target type: messages[0]: ' +
          'unknown variant `developer`, expected one of `system`, `user`, `assistant`',
      },
      422,
    ),
    openAiChat,
  ],
  [
    'developer, a template',
    role('developer'),
    says('Unexpected message role: developer', {}, 500),
    openAiChat,
  ],
  [
    'developer, vLLM',
    role('developer'),
    json(
      {
        object: 'error',
        message:
          "1 validation error: {'type': 'literal_error', 'loc': ('body', 'messages', 0, " +
          "'role'), 'msg': \"Input should be 'system', 'user', 'assistant' or 'tool'\", " +
          "'input': 'developer'}",
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
    openAiChat,
  ],
  [
    'developer, pydantic',
    role('developer'),
    json(
      {
        detail: [
          {
            type: 'literal_error',
            loc: ['body', 'messages', 0, 'role'],
            msg: "Input should be 'system', 'user' or 'assistant'",
            input: 'developer',
          },
        ],
      },
      422,
    ),
    openAiChat,
  ],
  [
    'developer, Qwen',
    role('developer'),
    says(
      "developer is not one of ['system', 'assistant', 'user', 'tool', 'function'] - 'messages.['0].role'",
      { code: 'invalid_request_error' },
    ),
    openAiChat,
  ],
  [
    'system, llama.cpp',
    role('system'),
    says(
      '\n------------\nWhile executing CallExpression at line 1, column 81 in ' +
        "source:\n...{{ raise_exception('System role not supported') }}...\nError: " +
        'Jinja Exception: System role not supported',
      { code: 500, type: 'server_error' },
      500,
    ),
  ],
  [
    'system, LM Studio',
    role('system'),
    json(
      {
        error:
          'Error rendering prompt with jinja template: "Only user and assistant roles ' + 'are supported!".',
      },
      400,
    ),
  ],
  [
    'system, Mistral’s template',
    role('system'),
    json(
      {
        object: 'error',
        message: 'Conversation roles must alternate user/assistant/user/assistant/...',
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
  ],
  [
    'system, OpenAI’s o1',
    role('system'),
    says("Unsupported value: 'messages[0].role' does not support 'system' with this model.", {
      param: 'messages[0].role',
      code: 'unsupported_value',
    }),
  ],
  [
    'system, Gemma over OpenRouter',
    role('system'),
    says('Provider returned error', {
      code: 400,
      metadata: {
        raw:
          '{"error":{"code":400,"message":"Developer instruction is not enabled for ' +
          'models/gemma-3-27b-it","status":"INVALID_ARGUMENT"}}',
        provider_name: 'Google AI Studio',
      },
    }),
  ],
  [
    'system, MiniMax inside a 200',
    role('system'),
    json({
      choices: null,
      base_resp: {
        status_code: 2013,
        status_msg: 'invalid params, chat content has invalid message role: system',
      },
    }),
  ],
  [
    'system, a template of LM Studio in the stream',
    role('system'),
    {
      body: `event: error\ndata: ${JSON.stringify({
        error: { message: 'Error rendering prompt with jinja template: "System role not supported".' },
      })}\n\n`,
    },
  ],
]

/** Roles that are refused, in the words of many servers. */
export const refusedRoleWords: readonly OddAnswer[] = askedWithout(roles)
