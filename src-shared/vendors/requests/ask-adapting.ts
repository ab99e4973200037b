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
  /** Told of each change that made a request go through, with those that were known. */
  readonly onAdapted: (adaptations: readonly Adaptation[], latest: Adaptation) => void
}

/**
 * Sends a request; where the server refuses a field that the request can go without, sends it again without,
 * once for each field: a refusal costs nothing. Rejects with what the last attempt threw, or with the first
 * where nothing helped.
 */
export async function askAdapting<Body extends object, Answer>(
  call: AdaptingCall<Body, Answer>,
): Promise<Answer> {
  const { body, known, send, understand, onAdapted } = call
  const made: Adaptation[] = []
  for (;;) {
    const sent = applyAdaptations(body, [...known, ...made])
    try {
      const answer = await send(sent)
      const latest = made.at(-1)
      if (latest !== undefined) onAdapted([...known, ...made], latest)
      return answer
    } catch (error) {
      const next =
        made.length < mostAdaptations
          ? chooseAdaptation(understand(error), sent, [...known, ...made], call)
          : undefined
      if (next === undefined) throw error
      made.push(next)
    }
  }
}
