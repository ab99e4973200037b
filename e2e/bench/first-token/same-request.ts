import type { ProviderCall } from '../../../src-main/providers/provider.ts'
import { composePrompt } from '../../../src-main/prompt/compose-prompt.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'

export const model = 'claude-haiku-5-5'
const key = 'lab-first-token'
const documents = 10
const sentencesPerDocument = 290

/** A warm Space of about 40,000 tokens and a short question, which is another one in every round. */
export function sameRequest(baseUrl: string, round: number): ProviderCall {
  const prompt = composePrompt(
    Array.from({ length: documents }, (_, index) => toDocument(index)),
    {
      template: 'Correct the text.\n\n{{SELECTED_TEXT}}',
      text: `Round ${round}: teh invoice is late.`,
      instructions: '',
      targetLanguage: 'English',
    },
  )
  return {
    model,
    prompt,
    plan: {
      mode: 'marks',
      marks: [{ blockIndex: prompt.prefix.length - 1, ttl: '5m' }],
      ttl: '5m',
      reason: 'benchmark',
    },
    cache: { scope: 'first-token', previousResponseId: null },
    dialect: { openAiApi: 'responses', endpointProfile: 'other' },
    maxOutputTokens: 1000,
    credentials: { apiKey: key, baseUrl },
    task: { commandId: 'fix', text: '', instructions: '' },
  }
}

/** Tokens of the whole request, estimated. */
export function tokensOf({ prompt }: ProviderCall): number {
  return estimateTokens([...prompt.prefix.map(({ text }) => text), prompt.dynamic.text].join('\n'))
}

function toDocument(index: number) {
  const text = Array.from(
    { length: sentencesPerDocument },
    (_, line) => `Rule ${index}.${line}: parcels leave the house at four every working day.`,
  ).join('\n')
  return { title: `Document ${index}`, text, tokens: estimateTokens(text) }
}
