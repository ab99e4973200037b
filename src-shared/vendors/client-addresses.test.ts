import { expect, test } from 'vitest'
import { anthropicAddress } from './anthropic/anthropic-client-options.ts'
import { geminiClientOptions } from './gemini/gemini-client-options.ts'
import { openAiAddress } from './openai/openai-client-options.ts'

test.each([
  ['https://api.anthropic.com', 'https://api.anthropic.com'],
  ['https://host/v1', 'https://host'],
  ['https://host/v1/', 'https://host'],
  ['https://host/proxy//v1//', 'https://host/proxy'],
  ['https://host/v1/anthropic', 'https://host/v1/anthropic'],
])('Anthropic at %s is asked below %s, never below /v1/v1', (address, expected) => {
  expect(anthropicAddress(address)).toBe(expected)
})

test.each([
  ['https://host', 'https://host/v1'],
  ['https://host/', 'https://host/v1'],
  ['https://host/openai/v1/', 'https://host/openai/v1'],
])('OpenAI at %s is asked below %s', (address, expected) => {
  expect(openAiAddress(address)).toBe(expected)
})

test.each([
  ['https://host', 'https://host', 'v1beta'],
  ['https://host/v1', 'https://host', 'v1'],
  ['https://host/proxy/v1alpha/', 'https://host/proxy', 'v1alpha'],
])('Gemini at %s is %s in the version %s', (baseUrl, expected, apiVersion) => {
  expect(geminiClientOptions({ apiKey: 'k', baseUrl, fetch }).httpOptions).toMatchObject({
    baseUrl: expected,
    apiVersion,
  })
})
