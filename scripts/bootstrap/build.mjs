import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { nodeExecutable } from './node-runtime.mjs'
import { inProject, projectFolder } from './project-folder.mjs'
import { runQuietly } from './run-quietly.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'
import { sourceFingerprint } from './source-fingerprint.mjs'

const common = [
  'src-renderer',
  'src-shared',
  'resources',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
]

/** dist/ holds the app, built from the sources as they are now. */
export const buildApp = buildStep(
  'app',
  ['src-main', ...common],
  ['dist/main/main.cjs', 'dist/preload/preload.cjs', 'dist/renderer'],
)

/** dist/server holds the gateway and its admin page, built from the sources as they are now. */
export const buildServer = buildStep(
  'server',
  ['src-server', ...common],
  ['dist/server/bin/main.cjs', 'dist/server/admin'],
)

/**
 * @param {'app' | 'server'} part as vite.config.ts names it
 * @param {string[]} sources
 * @param {string[]} results
 */
function buildStep(part, sources, results) {
  const stampFile = inProject('node_modules', '.cache', 'rephlo', `build-fingerprint-${part}`)
  return {
    name: `build of the ${part}`,

    isReady() {
      if (!results.every((path) => existsSync(inProject(path))) || !existsSync(stampFile)) return false
      return readFileSync(stampFile, 'utf8') === sourceFingerprint(projectFolder, sources)
    },

    async prepare() {
      say(`building the ${part} (vite build) …`)
      // Taken before the build: what changes while it runs is built next time.
      const fingerprint = sourceFingerprint(projectFolder, sources)
      const vite = inProject('node_modules', 'vite', 'bin', 'vite.js')
      const env = { ...process.env, REPHLO_BUILD: part }
      await runQuietly(nodeExecutable(), [vite, 'build', '--app'], { cwd: projectFolder, env }).catch(refuse)
      mkdirSync(dirname(stampFile), { recursive: true })
      writeFileSync(stampFile, fingerprint)
    },
  }
}

/**
 * @param {unknown} cause
 * @returns {never}
 */
function refuse(cause) {
  const output = cause instanceof SetUpError ? cause.output : ''
  throw new SetUpError('BUILD_FAILED', 'It could not be built from these sources; see the errors above.', {
    cause,
    output,
  })
}
