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
)
export const noCreditCodes = wholeOf(
  /insufficient_(?:quota|credits?|balance|funds)/,
  /billing_(?:hard_limit_reached|error|not_active)/,
  /exceeded_current_quota_error/,
  /payment_required/,
  /out_of_credits?/,
  /credit_balance_too_low/,
)
export const keyCodes = /^(?:invalid_api_key|API_KEY_INVALID|incorrect_api_key|invalid_key|token_expired)$/i
export const keyWords = anyOf(
  /api[ _-]?key (?:is )?(?:not valid|not found|invalid|expired|incorrect|missing)/,
  /(?:invalid|incorrect|expired|missing|no|wrong) (?:x-)?api[ _-]?key/,
  /no auth credentials/,
  /invalid (?:authentication|bearer token|access token)/,
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
)
export const limitFieldWords = anyOf(
  /max_(?:completion_|output_|new_)?tokens/,
  /maxOutputTokens/,
  /(?:completion|output|draft) tokens/,
  /in the (?:completion|output)/,
  /max tokens/,
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
export const overloadWords =
  /\boverloaded\b|model (?:is )?(?:still |currently )?loading|loading (?:the )?model|at capacity/i
export const overloadCodes = /^(?:overloaded_error|server_overloaded|engine_overloaded(?:_error)?|loading)$/i

export const goneCodes = /^(?:model_(?:deprecated|retired)|model_decommissioned)$/i
export const unknownCodes =
  /^(?:model_not_found|model_not_available|unknown_model|invalid_model|DeploymentNotFound)$/i
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
)
export const entityWords = /\bmodels?\b|\bdeployment\b|no endpoints found|requested entity/i
