/** Runs the app in Electron, or the demo in the terminal where there is no display. Arguments go to the app. */
import { hasDisplay } from './bootstrap/has-display.mjs'
import { inProject, projectFolder } from './bootstrap/project-folder.mjs'
import { electronPath } from './electron-path.mjs'
import { runInForeground, withProjectBinaries } from './run-in-foreground.mjs'

process.exitCode = hasDisplay() ? await runApp(process.argv.slice(2)) : await runDemo()

/** @param {string[]} appArguments */
function runApp(appArguments) {
  const env = { ...process.env }
  // Set by some editors' terminals; Electron would then run as a plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  // Chromium refuses to run its sandbox as root; everybody else keeps the sandbox.
  const switches = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return runInForeground(electronPath().executablePath, [...switches, projectFolder, ...appArguments], {
    env,
  })
}

function runDemo() {
  process.stderr.write(
    'There is no display here (DISPLAY and WAYLAND_DISPLAY are not set), so this is the demo in the terminal.\n\n',
  )
  return runInForeground('node', [inProject('src-main', 'cli.ts'), 'demo'], { env: withProjectBinaries() })
}
