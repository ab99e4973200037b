import { anyOf, wholeOf } from './any-of.ts'

export const noCreditWords = anyOf(
  /credit balance is too low/,
  /insufficient[ _](?:account[ _])?(?:balance|credits?|funds)/,
  /billing[ _]hard[ _]limit/,
  /out of credits?\b/,
  /no (?:more )?credits? (?:left|remaining)/,
  /(?:requires?|need) more credits/,
  /can only afford/,
  /payment required/,
  /(?:balance|credits?) (?:is|are|has been|have been) (?:exhausted|depleted|used up|negative)/,
  /negative balance/,
  /in arrears/,
  /does(?:n['’]t| not) have any credits/,
  /used (?:up )?(?:all|your)\b.*\b(?:credits|allocation|quota)/,
  /(?:monthly|hard) spending limit/,
  /past invoices/,
  /over budget/,
  /free tier\b.*\bexhausted/,
  /(?:余额|额度)已?(?:不足|用尽)|剩余额度|欠费/,
)
export const noCreditCodes = wholeOf(
  /insufficient_(?:user_)?(?:quota|credits?|balance|funds)/,
  /arrearage/,
  /budget_exceeded/,
  /billing_(?:hard_limit_reached|error|not_active)/,
  /exceeded_current_quota_error/,
  /payment_required/,
  /out_of_credits?/,
  /credit_balance_too_low/,
)
export const keyCodes =
  /^(?:incorrect_api_key_error|invalid_api_key|API_KEY_INVALID|incorrect_api_key|invalid_key|token_expired)$/i
export const keyWords = anyOf(
  /api[ _-]?key (?:is )?(?:not valid|not found|invalid|expired|incorrect|missing)/,
  /(?:invalid|incorrect|expired|missing|no|wrong) (?:x-)?api[ _-]?key/,
  /no auth credentials/,
  /invalid (?:authentication|bearer token|access token)/,
  /access token (?:is )?(?:invalid|expired)/,
  /login fail/,
)
export const regionWords = anyOf(
  /\b(?:country|countries|region|territory|location)\b.*\bnot (?:supported|available|allowed)/,
  /not (?:supported|available|offered) in (?:your|this) (?:country|region|location)/,
  /unsupported_country/,
)
export const rateWords = /request too large/i
export const tooLongCodes = wholeOf(
  /context_length_exceeded/,
  /string_above_max_length/,
  /exceed_context_size_error/,
  /model_context_window_exceeded/,
  /context_window_exceeded/,
)
export const tooLongWords = anyOf(
  /prompt (?:is|too) (?:too )?(?:long|large)/,
  /too many (?:input |prompt )?tokens/,
  /context[ _-]?(?:window|limit|length|size)/,
  /maximum context/,
  /input token count/,
  /(?:input|inputs|messages?) (?:is|are) too (?:long|large)/,
  /(?:maximum|max) (?:prompt|input) length/,
  /keep the first \d+ tokens/,
  /reduce the length of (?:the|your)/,
  /exceeds? the (?:available context|model'?s? (?:maximum|context))/,
  /number of tokens allowed/,
  /longer than the (?:maximum|model)/,
  /must have less than \d+ tokens/,
  /range of input length/,
  /exceed(?:s|ed)? (?:the )?model(?:'s)? token limit/,
)
export const limitFieldWords = anyOf(
  /max_(?:completion_|output_|new_)?tokens/,
  /maxOutputTokens/,
  /(?:completion|output|draft) tokens/,
  /(?:in|for) the (?:completion|output)/,
  /max(?:imum)? tokens/,
)
export const limitWords = anyOf(
  /too (?:large|high|big|many)/,
  /exceeds?/,
  /at most/,
  /must be <=/,
  /less than or equal/,
  /greater than/,
  /valid range/,
  /range of/,
  /supported range/,
  /maximum/,
  /\d+ > \d+/,
  /must be between/,
)
export const throttleWords = /\bthrottl|wait before trying again|too many requests/i
export const throttleCodes = /^Throttling/i
export const overloadWords = anyOf(
  /\boverloaded\b/,
  /capacity exceeded|at capacity/,
  /model (?:is )?(?:still |currently )?loading|loading (?:the )?model/,
)
export const overloadCodes =
  /^(?:capacity_exceeded|overloaded_error|server_overloaded|engine_overloaded(?:_error)?|loading)$/i

export const goneCodes = /^(?:model_(?:deprecated|retired)|model_decommissioned)$/i
export const unknownCodes =
  /^(?:model_not_(?:found|available|supported)|unknown_model|invalid_model|DeploymentNotFound)$/i
export const goneWords = /deprecat|retired|decommission|no longer|discontinued|sunset|shut ?down/i
export const modelGoneWords = anyOf(
  /\bmodels?\b.*\b(?:deprecated|retired|decommissioned|discontinued|shut ?down)/,
  /\bmodels?\b.*\bno longer (?:available|supported|offered)/,
)
export const modelUnknownWords = anyOf(
  /\bmodels?\b.*\bnot (?:be )?(?:found|loaded|exist|available|known|served)/,
  /\bmodels?\b.*\b(?:does(?: not|n['’]t) exist|unknown|no such|not a valid)/,
  /(?:no such|unknown|invalid|not find (?:the )?) ?models?\b/,
  /not a valid model/,
  /no models? (?:is |are )?loaded/,
  /no endpoints found/,
  /deployment .*does not exist/,
  /模型.*不存在/,
)
export const entityWords = /\bmodels?\b|\bdeployment\b|no endpoints found|requested entity/i

/** How parsers, validators and templates say that they do not take a part of a request. */
export const refusalWords = anyOf(
  /unexpected keyword argument/,
  /(?:unknown|unrecognized|unsupported|unexpected) (?:field|propert|argument|parameter|message)/,
  /(?:extra|additional) (?:field|propert|argument|parameter)/,
  /extra inputs/,
  /not (?:supported|allowed|permitted|implemented|recognized)/,
  /\bjinja\b|raise_exception|roles must alternate/,
  /does not support/,
  /invalid (?:message )?role/,
)
