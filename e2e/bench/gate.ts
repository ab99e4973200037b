import { rounded } from './statistics.ts'

/** A measured value beside a fixed piece of work of the same run, and what their ratio may be. */
export type Gate = Readonly<{
  value: number
  reference: number
  ratio: number
  budget: number
  rule: 'at most' | 'at least'
}>

/** Sides that were measured in pairs give the middle of their ratios as `ratio`. */
export type Comparison = Omit<Gate, 'ratio' | 'rule'> & { readonly ratio?: number }

/** A gate for what should be small, such as a time. */
export function atMost(comparison: Comparison): Gate {
  return toGate(comparison, 'at most')
}

/** A gate for what should be large, such as requests a second. */
export function atLeast(comparison: Comparison): Gate {
  return toGate(comparison, 'at least')
}

/** A ratio that is no number holds for no budget. */
export function holds({ ratio, budget, rule }: Gate): boolean {
  return rule === 'at most' ? ratio <= budget : ratio >= budget
}

function toGate(
  { value, reference, budget, ratio = value / reference }: Comparison,
  rule: Gate['rule'],
): Gate {
  return {
    value: rounded(value, 3),
    reference: rounded(reference, 3),
    ratio: rounded(ratio, 3),
    budget,
    rule,
  }
}
