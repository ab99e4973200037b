import { expect } from 'vitest'
import type { ChatRequest } from '../../../../src-shared/dedicated-api/chat-request.ts'
import { testCall } from '../../test-call.ts'
import { toGeminiRequest } from '../to-gemini-request.ts'

export type Fields = Omit<ChatRequest, 'model' | 'messages'> & {
  readonly model?: string
  readonly messages?: ChatRequest['messages']
}

export const hi = { role: 'user', content: 'Hi' } as const

/** What arrives, as the other side parses it; fields that the tests do not look at have their usual values. */
export function sent({ model = 'gemini-3.8-flash', messages = [hi], ...fields }: Fields): {
  contents: unknown
  config: Record<string, unknown>
} {
  const { parameters } = toGeminiRequest(testCall({ model, messages, ...fields }))
  const { contents, config } = JSON.parse(JSON.stringify(parameters)) as {
    contents: unknown
    config: Record<string, unknown>
  }
  expect(config).toMatchObject({ maxOutputTokens: 500, automaticContinuation: false })
  delete config.maxOutputTokens
  delete config.automaticContinuation
  return { contents, config }
}
