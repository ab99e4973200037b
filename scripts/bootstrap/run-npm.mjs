import { delimiter, sep } from 'node:path'
import { projectFolder } from './project-folder.mjs'
import { runQuietly } from './run-quietly.mjs'

/**
 * Runs npm with a Node from outside the project, because npm may be about to remove the one in node_modules.
 *
 * @param {string[]} npmArguments
 * @param {{ cwd?: string }} [options]
 */
export function runNpm(npmArguments, options = {}) {
  const env = { ...process.env, PATH: withoutProjectBinaries(process.env['PATH'] ?? '') }
  // `npm run -s` silences the npm that it starts, too; a failure must still say why.
  const loud = [...npmArguments, '--loglevel=warn']
  const cwd = options.cwd ?? projectFolder
  const { npm_execpath: npmScript, npm_node_execpath: npmNode } = process.env
  if (npmScript?.endsWith('npm-cli.js') && npmNode && !isInProject(npmNode)) {
    return runQuietly(npmNode, [npmScript, ...loud], { cwd, env })
  }
  return runQuietly('npm', loud, { cwd, env, shell: process.platform === 'win32' })
}

/** @param {string} path */
export function withoutProjectBinaries(path) {
  return path
    .split(delimiter)
    .filter((folder) => !isInProject(folder))
    .join(delimiter)
}

/** @param {string} path */
function isInProject(path) {
  return path.startsWith(projectFolder + sep)
}
