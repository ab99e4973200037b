import { fixed, type OddAnswer, type Reply } from './odd-answer.ts'
import { chunk, doneMark, sse } from './wire.ts'

const reported = (usage: unknown): Reply => ({
  body: sse(chunk({ content: fixed }), chunk({}, 'stop'), { id: 'c1', choices: [], usage }) + doneMark,
})

const report = (name: string, usage: unknown, expected: OddAnswer['usage']): OddAnswer => ({
  name,
  server: reported(usage),
  end: 'whole',
  usage: expected,
})

const counts = { prompt_tokens: 120, completion_tokens: 4 }

/** Cache counts in the places where servers put them; unknown stays apart from zero. */
export const usageReports: readonly OddAnswer[] = [
  report(
    'cached tokens in the details',
    { ...counts, prompt_tokens_details: { cached_tokens: 100 } },
    { uncachedInputTokens: 20, cacheReadTokens: 100 },
  ),
  report(
    'DeepSeek’s hits and misses',
    { ...counts, prompt_cache_hit_tokens: 100, prompt_cache_miss_tokens: 20 },
    { uncachedInputTokens: 20, cacheReadTokens: 100 },
  ),
  report(
    'cached tokens at the top',
    { ...counts, cached_tokens: 100 },
    { uncachedInputTokens: 20, cacheReadTokens: 100 },
  ),
  report('no word of a cache', counts, {
    uncachedInputTokens: 120,
    cacheReadTokens: undefined,
    outputTokens: 4,
  }),
  report(
    'empty details',
    { ...counts, prompt_tokens_details: {} },
    { uncachedInputTokens: 120, cacheReadTokens: undefined },
  ),
  report(
    'null details',
    { ...counts, prompt_tokens_details: null },
    { uncachedInputTokens: 120, cacheReadTokens: undefined },
  ),
  report(
    'zero for everything',
    { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 },
    { uncachedInputTokens: undefined, outputTokens: undefined },
  ),
  report(
    'more cached than sent',
    { ...counts, prompt_tokens_details: { cached_tokens: 500 } },
    { uncachedInputTokens: undefined, cacheReadTokens: undefined },
  ),
  report(
    'counts as texts',
    { prompt_tokens: '120', completion_tokens: '4' },
    { uncachedInputTokens: undefined },
  ),
  report(
    'null counts',
    { prompt_tokens: null, completion_tokens: null },
    { uncachedInputTokens: undefined, outputTokens: undefined },
  ),
]
