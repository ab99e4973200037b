/**
 * Finds the app among Electron's command-line arguments. Switches before it are Chromium's or Node's.
 *
 * @param {string[]} commandLine without the executable
 * @returns {{ appPath: string | undefined, preloads: string[] }} `preloads` are the modules of `-r` / `--require`
 */
export function parseCommandLine(commandLine) {
  /** @type {string[]} */
  const preloads = []
  for (let index = 0; index < commandLine.length; index += 1) {
    const argument = commandLine[index] ?? ''
    if (argument === '-r' || argument === '--require') {
      index += 1
      preloads.push(commandLine[index] ?? '')
    } else if (argument.startsWith('--app=')) {
      return { appPath: argument.slice('--app='.length), preloads }
    } else if (!argument.startsWith('-')) {
      return { appPath: argument, preloads }
    }
  }
  return { appPath: undefined, preloads }
}
