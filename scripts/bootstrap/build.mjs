import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { nodeExecutable } from './node-runtime.mjs'
import { inProject, projectFolder } from './project-folder.mjs'
import { runQuietly } from './run-quietly.mjs'
import { say } from './say.mjs'
import { SetUpError } from './set-up-error.mjs'
import { sourceFingerprint } from './source-fingerprint.mjs'

const sources = ['src-main', 'src-renderer', 'src-shared', 'resources', 'vite.config.ts', 'package.json', 'package-lock.json']
const results = ['dist/main/main.cjs', 'dist/preload/preload.cjs', 'dist/renderer']
const stampFile = inProject('node_modules', '.cache', 'rephlo', 'build-fingerprint')

/** dist/ is built from the sources as they are now. */
export const build = {
  name: 'build',

  isReady() {
    if (!results.every((path) => existsSync(inProject(path))) || !existsSync(stampFile)) return false
    return readFileSync(stampFile, 'utf8') === sourceFingerprint(projectFolder, sources)
  },

  async prepare() {
    say('building the app (vite build) …')
    // Taken before the build: what changes while it runs is built next time.
    const fingerprint = sourceFingerprint(projectFolder, sources)
    const vite = inProject('node_modules', 'vite', 'bin', 'vite.js')
    await runQuietly(nodeExecutable(), [vite, 'build', '--app'], { cwd: projectFolder }).catch(refuse)
    mkdirSync(dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, fingerprint)
  },
}

/**
 * @param {unknown} cause
 * @returns {never}
 */
function refuse(cause) {
  const output = cause instanceof SetUpError ? cause.output : ''
  throw new SetUpError('BUILD_FAILED', 'The app could not be built from these sources; see the errors above.', { cause, output })
}
