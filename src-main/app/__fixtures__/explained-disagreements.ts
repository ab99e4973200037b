const eachOf = (ids: readonly string[], line: (id: string) => string): string[] => ids.map(line)

/** Every known difference, with the reason why our figure stays. A line is `source provider/model field: ours <> theirs`. */
export const explainedDisagreements: readonly {
  readonly because: string
  readonly lines: readonly string[]
}[] = [
  {
    because:
      'genai-prices keeps the tier of a beta with 1M tokens of context that ended on 2026-04-30; a request above 200K is an error now.',
    lines: [
      'Above: undefined <> 200000',
      'Input: undefined <> 6000',
      'CacheRead: undefined <> 600',
      'StandardWrite: undefined <> 7500',
      'HourWrite: undefined <> 12000',
      'Output: undefined <> 22500',
    ].map((rest) => `genai-prices anthropic/claude-sonnet-4-5 tier${rest}`),
  },
  {
    because:
      'genai-prices rounds the context of Gemini models to a million; the exact limit is 2^20, as pi-ai has it.',
    lines: eachOf(
      [
        '2.5-flash-lite',
        '3-flash-preview',
        '3.1-flash-lite',
        '3.5-flash',
        '3.5-flash-lite',
        '3.6-flash',
        '3.7-flash',
        '3.8-flash',
      ],
      (id) => `genai-prices gemini/gemini-${id} contextTokens: 1048576 <> 1000000`,
    ),
  },
  {
    because:
      'genai-prices rounds the context of these two OpenAI models down to a million; pi-ai has the exact figure for gpt-4.1, and the price list 1.05M for gpt-5.5.',
    lines: [
      'genai-prices openai/gpt-4.1 contextTokens: 1047576 <> 1000000',
      'genai-prices openai/gpt-5.5 contextTokens: 1050000 <> 1000000',
    ],
  },
  {
    because:
      'The long-prompt border: genai-prices reads "below 272K" for these models, so that exactly 272,000 tokens are dear; the price list and pi-ai say "above 272K". One token apart.',
    lines: eachOf(
      ['gpt-5.4', 'gpt-5.5', 'gpt-5.6-luna', 'gpt-5.6-terra', 'gpt-5.6-sol', 'gpt-6-astra'],
      (id) => `genai-prices openai/${id} tierAbove: 272000 <> 271999`,
    ),
  },
  {
    because:
      'The context of gpt-6-sol is not confirmed: 872K or 1.05M. The smaller one is safe, because a prompt that fits it fits both.',
    lines: ['genai-prices openai/gpt-6-sol contextTokens: 872000 <> 1050000'],
  },
  {
    because:
      'pi-ai caps the context of these models at the long-prompt border to stay in the cheap tier; that is its own choice, not the limit.',
    lines: [
      ...eachOf(
        [
          'gpt-5.4',
          'gpt-5.5',
          'gpt-5.6-luna',
          'gpt-5.6-terra',
          'gpt-5.6-sol',
          'gpt-6-astra',
          'gpt-6-luna',
          'gpt-6.1-sol',
          'gpt-6.1-terra',
        ],
        (id) => `pi-ai openai/${id} contextTokens: 1050000 <> 272000`,
      ),
      'pi-ai openai/gpt-6-sol contextTokens: 872000 <> 272000',
    ],
  },
]
