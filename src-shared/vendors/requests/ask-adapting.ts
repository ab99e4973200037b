import type { Adaptation } from './adaptation.ts'
import { applyAdaptations } from './apply-adaptations.ts'
import { chooseAdaptation, type AdaptationRules, type Refusal } from './choose-adaptation.ts'

/** More refusals in a row than this are told instead of worked around. */
const mostAdaptations = 4

export interface AdaptingCall<Body extends object, Answer> extends AdaptationRules {
  readonly body: Body
  /** What the server is known to refuse. */
  readonly known: readonly Adaptation[]
  readonly send: (body: Body) => Promise<Answer>
  /** Understands what `send` threw. */
  readonly understand: (error: unknown) => Refusal
  /** Told what a request went through with, when that is not what was known; `latest` is the last change. */
  readonly onAdapted: (adaptations: readonly Adaptation[], latest: Adaptation | undefined) => void
}

/**
 * Sends a request; where the server refuses a field that the request can go without, sends it again without,
 * once for each field: a refusal costs nothing. What was known is given up where it no longer helps. Rejects
 * with what the last attempt threw.
 */
export async function askAdapting<Body extends object, Answer>(
  call: AdaptingCall<Body, Answer>,
): Promise<Answer> {
  const { body, send, understand, onAdapted } = call
  let { known } = call
  let made: readonly Adaptation[] = []
  for (;;) {
    const all = [...known, ...made]
    const sent = applyAdaptations(body, all)
    try {
      const answer = await send(sent)
      if (made.length > 0 || known !== call.known) onAdapted(all, made.at(-1))
      return answer
    } catch (error) {
      const refusal = understand(error)
      const next = made.length < mostAdaptations ? chooseAdaptation(refusal, sent, all, call) : undefined
      if (next !== undefined) made = [...made, next]
      else if (known.length > 0 && isAboutField(refusal)) {
        known = []
        made = []
      } else throw error
    }
  }
}

function isAboutField({ kind }: Refusal): boolean {
  return kind === 'field_refused' || kind === 'output_limit_too_large'
}
