/**
 * @typedef {object} TestArguments
 * @property {string[]} stages the chosen ones, in the order in which they run
 * @property {string[]} stageArguments for the one stage that was named
 * @property {boolean} isStressed busy loops run beside the tests
 * @property {boolean} isExhaustive property tests run many more cases
 * @property {number} times how often the stages run, as long as they pass
 */

/** The arguments cannot be understood; the message tells why. */
export class UsageError extends Error {}

/**
 * Reads `[--stress] [--exhaustive] [--times N] [stage [arguments of its own]]`; what follows a stage is the
 * stage's.
 *
 * @param {string[]} given
 * @param {string[]} stageNames
 * @returns {TestArguments}
 */
export function readTestArguments(given, stageNames) {
  const rest = [...given]
  const found = { isStressed: false, isExhaustive: false, times: 1 }
  while (rest[0]?.startsWith('--')) {
    const option = rest.shift()
    if (option === '--stress') found.isStressed = true
    else if (option === '--exhaustive') found.isExhaustive = true
    else if (option === '--times') found.times = readTimes(rest.shift())
    else throw new UsageError(`There is no option “${option}”. Options: --stress, --exhaustive, --times N.`)
  }
  const [stage, ...stageArguments] = rest
  if (stage === undefined) return { ...found, stages: stageNames, stageArguments: [] }
  if (!stageNames.includes(stage))
    throw new UsageError(`There is no stage “${stage}”. Stages: ${stageNames.join(', ')}.`)
  return { ...found, stages: [stage], stageArguments }
}

/** @param {string | undefined} text */
function readTimes(text) {
  const times = Number(text)
  if (!Number.isSafeInteger(times) || times < 1)
    throw new UsageError('--times takes a whole number, such as 5.')
  return times
}
