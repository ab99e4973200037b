/** Counts of tokens that a server names in a refusal. */
export interface TokenLimits {
  /** What prompt and answer may have together. */
  readonly contextTokens?: number
  readonly promptTokens?: number
  /** The longest answer that may be asked for. */
  readonly outputTokens?: number
}

const count = '[`\'"]?(\\d[\\d,_]*)[`\'"]?'
const limitName =
  '(?:max_(?:completion_|output_|new_)?tokens|maxOutputTokens|max tokens|maximum tokens|output tokens)'

const contextWords = patterns(
  `context limit: [\\d,]+ \\+ [\\d,]+ > ${count}`,
  `context (?:length|window|size|limit)(?: of| is|:)?(?: only)? ${count}`,
  `${count}(?: tokens?)? (?:maximum )?context`,
  `max_(?:new_)?tokens[\`'"]? must be <= ${count}\\. given`,
  `tokens? > ${count} maximum`,
  `maximum number of tokens allowed \\(${count}`,
)
const promptWords = patterns(
  `\\(${count} (?:tokens )?(?:in|from|of) (?:the |your )?(?:messages|prompt|(?:text )?input)`,
  `(?:request|prompt|input) (?:has|contains) (?:at least )?${count} (?:input |prompt )?tokens`,
  `context limit: ${count} \\+`,
  `given: ${count} [\`'"]?inputs`,
  `keep the first ${count} tokens`,
  `prompt is too long: ${count}`,
  `input token count \\(?${count}`,
  `${count} (?:text )?input tokens`,
  `: ${count} tokens (?:in|from) the (?:input )?messages`,
)
const outputWords = patterns(
  `max_tokens[\`'"]?:? \\d+ > ${count},? which is the maximum`,
  `at most ${count} (?:completion|output) tokens`,
  `${limitName}[\`'"]?(?: value)?(?: is| should be| must be|,)?[^.;]*?[[(]\\s*\\d+,\\s*${count}\\s*[\\])]`,
  `${limitName}[\`'"]? (?:must|should|may) (?:be )?(?:less than or equal to|at most|<=|not exceed) ${count}`,
  `${limitName}[\`'"]? (?:cannot|must not|(?:you requested )?exceeds?|is too large)` +
    `[^\\d]*(?:limit|maximum)[^\\d]*${count}`,
  `maximum (?:allowed )?(?:number of )?(?:output|completion) tokens[^\\d]*${count}`,
)
/** The end of a range that does not belong to it: “from 1 (inclusive) to 65537 (exclusive)”. */
const exclusiveRange = new RegExp(`to ${count} \\(exclusive\\)`, 'i')
const namesLimit = new RegExp(limitName, 'i')

/** Reads the counts that a server's words name; undefined when they name none. */
export function readTokenLimits(said: string): TokenLimits | undefined {
  const contextTokens = numberIn(said, contextWords)
  const promptTokens = numberIn(said, promptWords)
  // With both, a limit of the answer is what they leave, and no number of its own.
  const isShared = contextTokens !== undefined && promptTokens !== undefined
  const outputTokens = isShared ? undefined : outputLimitIn(said)
  if (contextTokens === undefined && promptTokens === undefined && outputTokens === undefined)
    return undefined
  return {
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
  }
}

function outputLimitIn(said: string): number | undefined {
  const exclusive = namesLimit.test(said) ? numberIn(said, [exclusiveRange]) : undefined
  return exclusive === undefined ? numberIn(said, outputWords) : exclusive - 1
}

function patterns(...sources: readonly string[]): readonly RegExp[] {
  return sources.map((source) => new RegExp(source, 'i'))
}

function numberIn(said: string, words: readonly RegExp[]): number | undefined {
  const digits = words.map((pattern) => pattern.exec(said)?.[1]).find((each) => each !== undefined)
  return digits === undefined ? undefined : Number(digits.replace(/[,_]/g, ''))
}
