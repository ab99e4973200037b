import type { PromptBlock } from '../../src-shared/composed-prompt.ts'

/** What Anthropic and OpenAI take in one request. */
const maximumBreakpoints = 4
/**
 * How many blocks back from a breakpoint Anthropic looks for what an
 * earlier run wrote, the breakpoint's own counted.
 */
const lookbackBlocks = 20
/** A group's end that protects less than this share of what the best other place would gives way to it. */
const worthwhileGroup = 0.25
/** Among places that are nearly as good as the best, the same one must be found again after an edit. */
const nearlyBest = 0.9

/** The parts of a prefix, in their order. */
export interface PrefixParts {
  readonly tools: readonly PromptBlock[]
  readonly system: PromptBlock
  readonly space: readonly PromptBlock[]
  readonly conversation: readonly PromptBlock[]
  /** How often each document of the Space changed, in the order of `space`. */
  readonly edits: readonly number[]
}

/**
 * Sums over the prefix up to and including a block: tokens that a
 * breakpoint there keeps, and how likely edits are.
 */
interface Sums {
  readonly tokens: readonly number[]
  readonly likelihood: readonly number[]
}

/**
 * Where breakpoints are worth setting: after the tools, the Space and the conversation, each of
 * which others share; before the document that changes most; between documents that never, seldom
 * and often changed; and with what is left of the four where the next edit is expected to write the
 * least again. The last one is the end of the prefix.
 */
export function chooseBreakpoints(parts: PrefixParts): number[] {
  const prefix = [...parts.tools, parts.system, ...parts.space, ...parts.conversation]
  const system = parts.tools.length
  const spaceEnd = system + parts.space.length
  const chosen = new Set([...(system > 0 ? [system - 1] : []), spaceEnd, prefix.length - 1])
  if (parts.space.length > 0) addInterior(chosen, prefix, parts, system)
  return [...chosen].sort((one, other) => one - other)
}

function addInterior(
  chosen: Set<number>,
  prefix: readonly PromptBlock[],
  parts: PrefixParts,
  system: number,
): void {
  const sums = sumUp(prefix, parts.edits, system)
  const spaceEnd = system + parts.space.length
  const places = Array.from({ length: parts.space.length }, (_, index) => system + index)
  const groupEnds = places.filter(
    (place) =>
      place > system && groupOf(parts.edits[place - system - 1]) !== groupOf(parts.edits[place - system]),
  )
  const beforeLast = spaceEnd - 1
  if (maximumBreakpoints - chosen.size > 1) chosen.add(beforeLast)
  while (chosen.size < maximumBreakpoints) {
    const best = bestOf(places, chosen, sums)
    if (best === undefined) return
    const group = bestOf(groupEnds, chosen, sums)
    const isWorthwhile = group !== undefined && group.gain >= best.gain * worthwhileGroup
    chosen.add(isWorthwhile ? group.place : steady(best, places, chosen, sums, prefix))
  }
}

/** Never edited, edited once or twice, edited often. */
function groupOf(edits = 0): number {
  return edits === 0 ? 0 : edits <= 2 ? 1 : 2
}

/**
 * What changed before is likelier to change again; four documents that never did count as much as one edit.
 */
function sumUp(prefix: readonly PromptBlock[], edits: readonly number[], system: number): Sums {
  let [tokens, likelihood] = [0, 0]
  const sums = prefix.map((block, index) => {
    const documentEdits = edits[index - system - 1]
    tokens += block.tokens
    likelihood += documentEdits === undefined ? 0 : documentEdits * 4 + 1
    return { tokens, likelihood }
  })
  return { tokens: sums.map((sum) => sum.tokens), likelihood: sums.map((sum) => sum.likelihood) }
}

/** The place with the highest gain; undefined when none gains anything. */
function bestOf(
  places: readonly number[],
  chosen: ReadonlySet<number>,
  sums: Sums,
): { place: number; gain: number } | undefined {
  let best: { place: number; gain: number } | undefined
  for (const place of places) {
    const gain = gainOf(place, chosen, sums)
    if (gain > (best?.gain ?? 0)) best = { place, gain }
  }
  return best
}

/**
 * Tokens that need not be written again, times how likely the edits are
 * that spare them: those up to the next breakpoint.
 */
function gainOf(place: number, chosen: ReadonlySet<number>, { tokens, likelihood }: Sums): number {
  if (chosen.has(place)) return 0
  let [before, after] = [-1, tokens.length - 1]
  for (const other of chosen) {
    if (other < place) before = Math.max(before, other)
    else after = Math.min(after, other)
  }
  return (
    ((tokens[place] ?? 0) - (tokens[before] ?? 0)) * ((likelihood[after] ?? 0) - (likelihood[place] ?? 0))
  )
}

/**
 * Up to 20 blocks every entry is found by looking back, and the best place is taken. Beyond, a
 * place that moves with every edit would lose what was written: of those that are nearly best, the
 * one with the lowest hash is taken, which stays.
 */
function steady(
  best: { place: number; gain: number },
  places: readonly number[],
  chosen: ReadonlySet<number>,
  sums: Sums,
  prefix: readonly PromptBlock[],
): number {
  if (prefix.length <= lookbackBlocks) return best.place
  const candidates = places.filter((place) => gainOf(place, chosen, sums) >= best.gain * nearlyBest)
  const hashOf = (place: number): string => prefix[place]?.hash ?? ''
  return candidates.reduce((lowest, place) => (hashOf(place) < hashOf(lowest) ? place : lowest), best.place)
}
