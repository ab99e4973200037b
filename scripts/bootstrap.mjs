/**
 * Sets up what a command needs and this machine lacks: `bootstrap.mjs cli | server | start | test`.
 * Runs on Node 20 with nothing installed, so it uses no package.
 */
import { join } from 'node:path'
import { buildApp, buildServer } from './bootstrap/build.mjs'
import { cacheFolder } from './bootstrap/cache-folder.mjs'
import { electron } from './bootstrap/electron.mjs'
import { withExclusiveLock } from './bootstrap/exclusive-lock.mjs'
import { hasDisplay } from './bootstrap/has-display.mjs'
import { nodeModules } from './bootstrap/node-modules.mjs'
import { nodeRuntime } from './bootstrap/node-runtime.mjs'
import { say } from './bootstrap/say.mjs'
import { SetUpError } from './bootstrap/set-up-error.mjs'
import { systemPackages } from './bootstrap/system-packages.mjs'

const role = process.argv[2] ?? ''
const steps = stepsFor(role)

if (!steps) {
  say('usage: node scripts/bootstrap.mjs cli | server | start | test')
  process.exitCode = 2
} else if (!steps.every((step) => step.isReady())) {
  await setUp(steps)
}

/** @param {string} role */
function stepsFor(role) {
  const node = [nodeModules, nodeRuntime]
  // Without a display `npm start` runs the demo in the terminal, which needs no Electron.
  if (role === 'cli' || (role === 'start' && !hasDisplay())) return node
  if (role === 'server') return [...node, buildServer]
  if (role === 'start') return [...node, systemPackages(role), electron, buildApp]
  if (role === 'test') return [...node, systemPackages(role), electron, buildApp, buildServer]
  return undefined
}

/** @param {NonNullable<ReturnType<typeof stepsFor>>} steps */
async function setUp(steps) {
  const waiting = () => say('another set-up is running; waiting for it …')
  try {
    await withExclusiveLock(join(cacheFolder(), 'set-up.lock'), () => prepare(steps), waiting)
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error
    if (error.output) process.stderr.write(`${error.output}\n`)
    say(error.message)
    process.exitCode = 1
  }
}

/** @param {NonNullable<ReturnType<typeof stepsFor>>} steps */
async function prepare(steps) {
  for (const step of steps) {
    if (!step.isReady()) await step.prepare()
  }
}
