/** @typedef {{ name: string, exitCode: number, seconds: number }} StageResult */

/**
 * One line for all stages, for example `stages: lint ok 12 s, types FAILED 8 s, unit not run`.
 *
 * @param {string[]} names
 * @param {StageResult[]} results of those that ran
 */
export function describeStages(names, results) {
  const parts = names.map((name) => {
    const result = results.find((candidate) => candidate.name === name)
    if (!result) return `${name} not run`
    return `${name} ${result.exitCode === 0 ? 'ok' : 'FAILED'} ${Math.round(result.seconds)} s`
  })
  return `stages: ${parts.join(', ')}`
}
