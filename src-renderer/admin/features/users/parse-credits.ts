import { formatCount } from '../../../ui/format.ts'
import { parseCount } from '../../ui/parse-count.ts'

/** The most that the gateway takes at once. */
const largest = 1_000_000_000

/** A typed number of credits; undefined when it is no whole number that the gateway takes. */
export const parseCredits = (typed: string): number | undefined => parseCount(typed, largest)

/** Which numbers of credits can be typed. */
export const creditsWanted = (smallest: 0 | 1): string =>
  `Enter a whole number from ${smallest} to ${formatCount(largest)}.`
