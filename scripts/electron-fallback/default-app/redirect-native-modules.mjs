import Module from 'node:module'

/**
 * Makes `require` find these packages in another folder, because the app's own copies need a newer Electron.
 *
 * @param {string[]} packages
 * @param {string} folder a folder with a node_modules
 */
export function redirectNativeModules(packages, folder) {
  const resolve = Module._resolveFilename
  Module._resolveFilename = function resolveFilename(request, parent, isMain, options) {
    const isRedirected = packages.some((name) => request === name || request.startsWith(`${name}/`))
    return resolve.call(
      this,
      request,
      parent,
      isMain,
      isRedirected ? { ...options, paths: [folder] } : options,
    )
  }
}
