import { app } from 'electron'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseCommandLine } from './parse-command-line.mjs'
import { redirectNativeModules } from './redirect-native-modules.mjs'

const { appPath, preloads } = parseCommandLine(process.argv.slice(1))

if (appPath === undefined) {
  process.stderr.write('Name the folder or the file of the app to run.\n')
  app.exit(2)
} else {
  redirectNativeModules(['better-sqlite3'], join(process.resourcesPath, 'native'))
  for (const preload of preloads) createRequire(join(process.cwd(), 'preload'))(preload)
  await runApp(resolve(appPath))
}

/** @param {string} path */
async function runApp(path) {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  const isPackage = existsSync(join(path, 'package.json'))
  if (isPackage) takeIdentity(join(path, 'package.json'))
  const main = createRequire(join(path, 'package.json')).resolve(path)
  app.setAppPath(isPackage ? path : dirname(main))
  await import(pathToFileURL(main).href)
}

/** @param {string} packageFile */
function takeIdentity(packageFile) {
  const { name, productName, version, desktopName } = JSON.parse(readFileSync(packageFile, 'utf8'))
  if (version) app.setVersion(version)
  app.setName(productName ?? name ?? app.getName())
  app.setDesktopName(desktopName ?? `${app.getName()}.desktop`)
}
