import type { ErrorReport } from './error-report.ts'
import * as words from './error-words.ts'
import { nameRefusedField } from './name-refused-field.ts'
import { readTokenLimits, type TokenLimits } from './read-token-limits.ts'
import type { FailureContext, FailureKind, VendorFailure } from './vendor-failure.ts'

/** What an error answer means, by the vendor's codes, its words and its status, in this order. */
export function classifyAnswer(report: ErrorReport, context: FailureContext): VendorFailure {
  const { said, status, type, code, param, retryAfterMs } = report
  const kind = kindOf(report, context)
  const field =
    kind === 'field_refused' || kind === 'output_limit_too_large' ? nameRefusedField(report) : undefined
  const limits =
    kind === 'output_limit_too_large' || kind === 'prompt_too_long' ? limitsOf(report) : undefined
  const waitMs = retryAfterMs ?? (status === 429 ? waitInWords(said ?? '') : undefined)
  return {
    kind,
    ...(said === undefined ? {} : { said }),
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(code === undefined ? {} : { code }),
    ...(param === undefined ? {} : { param }),
    ...(field === undefined ? {} : { field }),
    ...(limits === undefined ? {} : { limits }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  }
}

function kindOf(report: ErrorReport, context: FailureContext): FailureKind {
  const { status = 0 } = report
  if (status >= 300 && status < 400) return 'redirected'
  return (
    accountTrouble(report) ??
    loadTrouble(report) ??
    modelTrouble(report, context) ??
    sizeTrouble(report) ??
    byStatus(report, context)
  )
}

/** Key, money and permission: the account's. */
function accountTrouble({
  status = 0,
  code = '',
  type = '',
  said = '',
  reasons,
}: ErrorReport): FailureKind | undefined {
  const codes = [code, type]
  if (status === 402 || codes.some((word) => words.noCreditCodes.test(word))) return 'out_of_credit'
  if (status !== 404 && words.noCreditWords.test(said)) return 'out_of_credit'
  if (status === 451 || words.regionWords.test(said)) return 'not_offered'
  if (status === 401 || [...codes, ...reasons].some((word) => words.keyCodes.test(word))) return 'key_refused'
  return [0, 400, 403].includes(status) && words.keyWords.test(said) ? 'key_refused' : undefined
}

function loadTrouble({ status = 0, code = '', type = '', said = '' }: ErrorReport): FailureKind | undefined {
  // A single request above the limit of tokens a minute never gets through, however long one waits.
  if ((status === 429 || status === 413) && words.rateWords.test(said) && /per min|\bTPM\b|rate/i.test(said))
    return 'request_above_rate'
  if ([code, type].some((word) => words.overloadCodes.test(word))) return 'overloaded'
  if (status === 429 || words.throttleCodes.test(type) || words.throttleCodes.test(code))
    return 'rate_limited'
  if (status === 400 && words.throttleWords.test(said)) return 'rate_limited'
  return (status === 0 || status >= 500) && words.overloadWords.test(said) ? 'overloaded' : undefined
}

function modelTrouble(report: ErrorReport, { model }: FailureContext): FailureKind | undefined {
  const { status = 0, code = '', said = '' } = report
  if (model === undefined) return undefined
  const isNamed = words.entityWords.test(said) || said.includes(model)
  const isMeant = report.param === 'model'
  if (words.goneCodes.test(code)) return 'model_retired'
  if (words.unknownCodes.test(code)) return words.goneWords.test(said) ? 'model_retired' : 'model_unknown'
  if (status === 404 || status === 410) {
    if (!isNamed || !report.hasShape) return undefined
    return words.goneWords.test(said) ? 'model_retired' : 'model_unknown'
  }
  if (![0, 400, 403, 422].includes(status)) return undefined
  if (words.modelGoneWords.test(said)) return 'model_retired'
  return isMeant || words.modelUnknownWords.test(said) ? 'model_unknown' : undefined
}

/** Too long in one way or another; servers tell it with many a status. */
function sizeTrouble(report: ErrorReport): FailureKind | undefined {
  const { status = 0, code = '', type = '', said = '' } = report
  if (status === 413 && !words.tooLongWords.test(said)) return 'body_too_large'
  if (![0, 400, 413, 422, 500].includes(status)) return undefined
  if (isOutputLimit(report)) return 'output_limit_too_large'
  // A field with a text that is too long is one of its own.
  if (report.param !== undefined && nameRefusedField({ param: report.param }) !== undefined) return undefined
  const isTooLong =
    [code, type].some((word) => words.tooLongCodes.test(word)) || words.tooLongWords.test(said)
  return isTooLong ? 'prompt_too_long' : undefined
}

/** The limit of the answer is what does not fit, for the prompt alone would. */
function isOutputLimit(report: ErrorReport): boolean {
  const { said = '', param = '' } = report
  if (!words.limitFieldWords.test(said) && !words.limitFieldWords.test(param)) return false
  const { contextTokens, promptTokens, outputTokens } = limitsOf(report) ?? {}
  if (contextTokens !== undefined && promptTokens !== undefined) return promptTokens < contextTokens
  return outputTokens !== undefined || (words.limitWords.test(said) && !/prompt is too long/i.test(said))
}

function limitsOf({ said = '', contextTokens, promptTokens }: ErrorReport): TokenLimits | undefined {
  const inWords = readTokenLimits(said)
  if (contextTokens === undefined && promptTokens === undefined) return inWords
  return {
    ...inWords,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(promptTokens === undefined ? {} : { promptTokens }),
  }
}

function byStatus(report: ErrorReport, { model }: FailureContext): FailureKind {
  const { status = 500 } = report
  switch (status) {
    case 400:
    case 422:
      return nameRefusedField(report) === undefined ? 'request_refused' : 'field_refused'
    case 403:
      return 'not_permitted'
    case 404:
      // Another server answers an address that it does not have; the vendor names the model that it does
      // not have.
      return 'wrong_address'
    case 408:
    case 504:
    case 522:
    case 524:
      return 'timed_out'
    case 498:
    case 503:
    case 529:
      return 'overloaded'
    case 424:
    case 425:
    case 499:
      return 'server_error'
    default:
      if (status >= 500) return isRefusal(report) ? 'field_refused' : 'server_error'
      return report.hasShape && model !== undefined && status !== 405 ? 'request_refused' : 'wrong_address'
  }
}

/** A field that a server does not take, told as if the server had failed: its template or its parser did. */
function isRefusal(report: ErrorReport): boolean {
  return words.refusalWords.test(report.said ?? '') && nameRefusedField(report) !== undefined
}

/** “Please try again in 1m2.5s”, which some servers say instead of sending it, in milliseconds. */
function waitInWords(said: string): number | undefined {
  const found =
    /(?:try again|retry) (?:in|after) (?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|s\b|seconds?\b))?/i.exec(said)
  const [, minutes = '0', amount = '0', unit = 's'] = found ?? []
  const ms = Number(minutes) * 60_000 + Number(amount) * (unit.toLowerCase() === 'ms' ? 1 : 1000)
  return found === null || ms === 0 ? undefined : Math.ceil(ms)
}
