/**
 * Runs the checks one after the other and stops at the first that fails: `npm test`, or one of them with arguments of its
 * own: `npm test -- unit src-shared`.
 */
import { inProject, projectFolder } from './bootstrap/project-folder.mjs'
import { runInForeground, withProjectBinaries } from './run-in-foreground.mjs'
import { describeStages } from './describe-stages.mjs'

/** @typedef {import('./describe-stages.mjs').StageResult} StageResult */

const withDesktop = ['node', inProject('scripts', 'with-desktop.mjs')]

/** Each runs the npm script of its name. @type {{ name: string, before: string[] }[]} */
const stages = [
  { name: 'lint', before: [] },
  { name: 'types', before: [] },
  { name: 'unit', before: withDesktop },
  { name: 'e2e', before: [] },
]

const [only, ...stageArguments] = process.argv.slice(2)
const chosen = only === undefined ? stages : stages.filter(({ name }) => name === only)

if (chosen.length === 0) {
  process.stderr.write(`There is no stage “${only}”. Stages: ${stages.map(({ name }) => name).join(', ')}.\n`)
  process.exitCode = 2
} else {
  process.exitCode = await runStages()
}

async function runStages() {
  /** @type {StageResult[]} */
  const results = []
  for (const { name, before } of chosen) {
    process.stdout.write(`\n=== ${name} ===\n`)
    const started = performance.now()
    const exitCode = await runStage([
      ...before,
      'npm',
      'run',
      '--silent',
      name,
      ...(stageArguments.length ? ['--', ...stageArguments] : []),
    ])
    results.push({ name, exitCode, seconds: (performance.now() - started) / 1000 })
    if (exitCode !== 0) break
  }
  process.stdout.write(
    `\n${describeStages(
      chosen.map(({ name }) => name),
      results,
    )}\n`,
  )
  return results.at(-1)?.exitCode ?? 1
}

/** @param {string[]} commandLine */
function runStage([command = '', ...commandArguments]) {
  return runInForeground(command, commandArguments, {
    cwd: projectFolder,
    env: withProjectBinaries(),
    hasInput: false,
  })
}
