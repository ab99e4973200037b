import { expect, test } from 'vitest'
import { parseCommandLine } from './default-app/parse-command-line.mjs'

test.each([
  ['the app alone', ['.'], '.', []],
  ['switches before it', ['--inspect=0', '--remote-debugging-port=0', '--no-sandbox', '/app'], '/app', []],
  ['arguments after it are the app’s', ['/app', '--require', 'x', 'y'], '/app', []],
  [
    'modules to load first',
    ['-r', '/one.js', '--require', '/two.js', '/app'],
    '/app',
    ['/one.js', '/two.js'],
  ],
  ['the app as a switch', ['--no-sandbox', '--app=/app=1', 'x'], '/app=1', []],
  ['no app', ['--no-sandbox'], undefined, []],
])('%s', (_, commandLine, appPath, preloads) => {
  expect(parseCommandLine(commandLine)).toEqual({ appPath, preloads })
})
