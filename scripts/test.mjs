/**
 * Runs the checks and stops at the first that fails: `npm test`, or one of them with
 * arguments of its own: `npm test -- unit src-shared`. `--stress` keeps the machine busy meanwhile, `--times
 * 5` asks for five green runs, `--exhaustive` has property tests run many more cases.
 */
import { loadavg } from 'node:os'
import { projectFolder } from './bootstrap/project-folder.mjs'
import { BusyLoops } from './busy-loops.mjs'
import { describeStages } from './describe-stages.mjs'
import { readTestArguments, UsageError } from './read-test-arguments.mjs'
import { runInForeground, withProjectBinaries } from './run-in-foreground.mjs'

/** @typedef {import('./describe-stages.mjs').StageResult} StageResult */
/** @typedef {import('./read-test-arguments.mjs').TestArguments} TestArguments */

/** Each stage is the npm script of its name; those of one row need one processor each, and run side by side. */
const rows = [['lint', 'types'], ['unit'], ['e2e']]
const stageNames = rows.flat()
const busyLoops = 4

try {
  process.exitCode = await run(readTestArguments(process.argv.slice(2), stageNames))
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** @param {TestArguments} testArguments */
async function run(testArguments) {
  const { stages, isStressed, times } = testArguments
  const loops = new BusyLoops(isStressed ? busyLoops : 0)
  /** @type {string[]} */
  const rounds = []
  try {
    for (;;) {
      const results = await runStages(testArguments)
      const exitCode = results.at(-1)?.exitCode ?? 1
      rounds.push(describeStages(stages, results))
      if (exitCode !== 0 || rounds.length === times) return exitCode
    }
  } finally {
    await loops.stop()
    process.stdout.write(`\n${summaryOf(rounds, testArguments)}\n`)
  }
}

/**
 * @param {string[]} rounds
 * @param {TestArguments} testArguments
 */
function summaryOf(rounds, { isStressed, times }) {
  const stress = isStressed ? [`with ${busyLoops} busy loops beside them`] : []
  const each = times === 1 ? [] : rounds.map((round, index) => `run ${index + 1} of ${times}: ${round}`)
  return [...stress, ...each, rounds.at(-1) ?? ''].join('\n')
}

/** @param {TestArguments} testArguments */
async function runStages(testArguments) {
  /** @type {StageResult[]} */
  const results = []
  for (const row of rows) {
    const chosen = row.filter((name) => testArguments.stages.includes(name))
    if (chosen.length === 0) continue
    process.stdout.write(`\n=== ${chosen.join(', ')} ===\n`)
    const ended = await Promise.all(chosen.map((name) => runStage(name, testArguments)))
    // What failed is the last result.
    results.push(...ended.toSorted((one, other) => one.exitCode - other.exitCode))
    if (ended.some(({ exitCode }) => exitCode !== 0)) break
  }
  return results
}

/**
 * @param {string} name
 * @param {TestArguments} testArguments
 * @returns {Promise<StageResult>}
 */
async function runStage(name, { stageArguments, isExhaustive }) {
  const started = performance.now()
  const own = stageArguments.length > 0 ? ['--', ...stageArguments] : []
  const exitCode = await runInForeground('npm', ['run', '--silent', name, ...own], {
    cwd: projectFolder,
    env: { ...withProjectBinaries(), ...(isExhaustive && { REPHLO_TEST_EXHAUSTIVE: '1' }) },
    hasInput: false,
  })
  const seconds = (performance.now() - started) / 1000
  process.stdout.write(`=== ${name}: ${Math.round(seconds)} s, load ${loadavg()[0]?.toFixed(1)} ===\n`)
  return { name, exitCode, seconds }
}
