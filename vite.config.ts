import react from '@vitejs/plugin-react'
import { builtinModules } from 'node:module'
import { resolve } from 'node:path'
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite'

const root = import.meta.dirname
const nodeBuiltins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)]
/** Packages that stay outside the bundles: native code, or modules that load their own files at run time. */
const external = [
  'electron',
  'better-sqlite3',
  'keytar',
  'selection-hook',
  'uiohook-napi',
  'x11',
  'pg-native',
  'cloudflare:sockets',
  ...nodeBuiltins,
]

/** What `REPHLO_BUILD=server` builds; `REPHLO_BUILD=app` builds the rest, and without it all is built. */
const gatewayParts = new Set(['server', 'admin'])

function nodeEnvironment(folder: string, entry: string): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: {
      conditions: ['node', 'default'],
      mainFields: ['module', 'main'],
      builtins: nodeBuiltins,
      external,
      noExternal: true,
    },
    build: {
      outDir: resolve(root, 'dist', folder),
      emptyOutDir: true,
      target: 'node20',
      sourcemap: true,
      rolldownOptions: {
        input: resolve(root, entry),
        external,
        // Smaller files compile faster at start; names stay, so that the log's stack traces can be read.
        output: {
          minify: { mangle: false, compress: true, codegen: true },
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: '[name]-[hash].cjs',
        },
      },
    },
  }
}

/** Puts the gateway's admin page at the top of its folder, where the server looks for it, with addresses that fit. */
const adminPage: Plugin = {
  name: 'rephlo:admin-page',
  enforce: 'post',
  applyToEnvironment: ({ name }) => name === 'admin',
  generateBundle(_options, bundle) {
    const page = bundle['windows/admin.html']
    if (page?.type !== 'asset') throw new Error('The build has no windows/admin.html.')
    delete bundle['windows/admin.html']
    this.emitFile({
      type: 'asset',
      fileName: 'index.html',
      source: page.source.toString().replaceAll('../assets/', './assets/'),
    })
  },
}

export default defineConfig({
  root: resolve(root, 'src-renderer'),
  base: './',
  // Data is parsed faster as JSON than as code.
  json: { stringify: true },
  plugins: [react(), adminPage],
  builder: {
    buildApp: async (builder) => {
      const part = process.env.REPHLO_BUILD
      const isWanted = (name: string): boolean =>
        name !== 'ssr' && (part === undefined || (part === 'server') === gatewayParts.has(name))
      await Promise.all(
        Object.values(builder.environments)
          .filter(({ name }) => isWanted(name))
          .map((environment) => builder.build(environment)),
      )
    },
  },
  environments: {
    client: {
      build: {
        outDir: resolve(root, 'dist/renderer'),
        emptyOutDir: true,
        target: 'chrome130',
        modulePreload: false,
        rolldownOptions: {
          input: {
            popup: resolve(root, 'src-renderer/windows/popup.html'),
            main: resolve(root, 'src-renderer/windows/main.html'),
          },
        },
      },
    },
    // The gateway's admin page: apart from the windows, so that they share no chunk and the app does not ship it.
    admin: {
      consumer: 'client',
      build: {
        outDir: resolve(root, 'dist/server/admin'),
        emptyOutDir: true,
        target: ['chrome130', 'firefox128', 'safari18'],
        modulePreload: false,
        // Its policy allows no data: addresses.
        assetsInlineLimit: 0,
        rolldownOptions: { input: { admin: resolve(root, 'src-renderer/windows/admin.html') } },
      },
    },
    main: nodeEnvironment('main', 'src-main/main.ts'),
    // A bundle of its own: built together, the thread would share a chunk with main.ts and load electron, which threads do not have.
    thread: nodeEnvironment('thread', 'src-main/delivery/x11-delivery-thread.ts'),
    preload: nodeEnvironment('preload', 'src-main/ipc/preload.ts'),
    server: nodeEnvironment('server/bin', 'src-server/main.ts'),
  },
})
