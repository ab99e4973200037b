import { blockFields, limitFields, type Adaptation, type RequestBody } from './adaptation.ts'

/** What is to be known of a refusal: the field that it names, and the counts that it names. */
export interface Refusal {
  readonly kind: string
  readonly field?: string
  readonly said?: string
  readonly limits?: {
    readonly contextTokens?: number
    readonly promptTokens?: number
    readonly outputTokens?: number
  }
}

/** What a request can go without. */
export interface AdaptationRules {
  /** Whether this field may be left out or changed; false for what the caller insists on. */
  readonly mayChange?: (field: string) => boolean
  /** Whether the answer must have a limit: Anthropic insists on one, and the gateway holds credits for it. */
  readonly needsLimit?: boolean
}

/** Asked for where a server names no number, in tokens: what nearly every model gives. */
const modestLimit = 4_096

/**
 * The change after which a refused request is worth sending again; undefined where there is none, or where it
 * was tried. A limit gets the other name that it has before it is left out, and a number where the server
 * names one.
 */
export function chooseAdaptation(
  refusal: Refusal,
  body: object,
  tried: readonly Adaptation[],
  rules: AdaptationRules = {},
): Adaptation | undefined {
  const { mayChange = () => true } = rules
  const choices = choicesFor(refusal, { ...body }, rules)
  return choices.find((choice) => mayChange(choice.field) && !tried.some((one) => isSame(one, choice)))
}

function choicesFor(refusal: Refusal, body: RequestBody, rules: AdaptationRules): readonly Adaptation[] {
  if (refusal.kind === 'output_limit_too_large') return lowerLimits(refusal, body, rules)
  const { field } = refusal
  if (refusal.kind !== 'field_refused' || field === undefined) return []
  if (field === 'developer' || field === 'system') {
    // Google says “developer instruction” for what other servers call the system's.
    const roles = [field, 'system'] as const
    const role = roles.find((one) => hasRole(body, one))
    return role === undefined ? [] : [{ kind: 'without_role', field: role }]
  }
  if (limitFields.some((name) => name === field)) return otherLimits(field, body, rules)
  return isThere(body, field) ? [{ kind: 'without', field }] : []
}

/** A model's own limit is a number to remember; what a context has left differs from prompt to prompt. */
function lowerLimits({ limits }: Refusal, body: RequestBody, { needsLimit }: AdaptationRules): Adaptation[] {
  const field = limitFields.find((name) => typeof body[name] === 'number')
  if (field === undefined) return []
  const asked = Number(body[field])
  const { outputTokens, contextTokens, promptTokens } = limits ?? {}
  const left = contextTokens === undefined ? undefined : contextTokens - (promptTokens ?? 0)
  const tokens = outputTokens ?? (needsLimit === true ? (left ?? modestLimit) : undefined)
  const isLower = tokens !== undefined && tokens > 0 && tokens < asked
  return [
    ...(isLower ? [{ kind: 'limited', field, tokens } as const] : []),
    ...(needsLimit === true ? [] : [{ kind: 'without', field } as const]),
  ]
}

function otherLimits(field: string, body: RequestBody, { needsLimit }: AdaptationRules): Adaptation[] {
  if (typeof body[field] !== 'number') return []
  const other = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' }[field]
  return [
    ...(other === undefined ? [] : [{ kind: 'renamed', field, to: other } as const]),
    ...(needsLimit === true ? [] : [{ kind: 'without', field } as const]),
  ]
}

function isThere(body: RequestBody, field: string): boolean {
  if (body[field] !== undefined) return true
  return blockFields.some((name) => name === field) && JSON.stringify(body).includes(`"${field}"`)
}

function hasRole({ messages, input }: RequestBody, role: string): boolean {
  const list = Array.isArray(messages) ? messages : input
  return (
    Array.isArray(list) &&
    list.some((one: unknown) => typeof one === 'object' && one !== null && 'role' in one && one.role === role)
  )
}

/** A renaming back to the name that was refused would never end. */
function isSame(one: Adaptation, choice: Adaptation): boolean {
  if (one.kind === 'renamed' && choice.kind === 'renamed' && one.field === choice.to) return true
  return one.kind === choice.kind && one.field === choice.field
}
