import js from '@eslint/js'
import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

const stages = [
  'hotkey',
  'selection',
  'delivery',
  'windows',
  'commands',
  'spaces',
  'prompt',
  'caching',
  'answers',
  'providers',
  'metrics',
  'secrets',
  'settings',
  'dedicated',
]
const rooms = [...stages, 'x11', 'storage', 'assist', 'ipc']

/** Rooms that a room may import besides itself and src-shared; everything else in src-main is a wall. */
const doors = {
  selection: ['x11'],
  delivery: ['x11'],
  hotkey: [],
  windows: [],
  commands: ['storage'],
  spaces: ['storage'],
  metrics: ['storage'],
  settings: ['storage'],
  prompt: [],
  caching: ['storage'],
  answers: ['storage'],
  providers: [],
  secrets: [],
  dedicated: ['storage'],
  x11: [],
  storage: [],
  assist: stages,
  ipc: ['assist', ...stages],
  app: rooms,
}

const roomZones = Object.entries(doors).map(([room, open]) => ({
  target: `./src-main/${room}`,
  from: './src-main',
  except: [`./${room}`, ...open.map((other) => `./${other}`)],
  message: `${room}/ may import ${['src-shared', ...open].join(', ')} only: see the walls in the README.`,
}))

/** The same for the gateway; api-error.ts belongs to all. */
const serverDoors = {
  storage: [],
  upstream: [],
  auth: ['storage'],
  credits: ['storage'],
  'rate-limit': ['storage'],
  'response-cache': ['storage'],
  usage: ['storage'],
  admin: ['auth', 'credits', 'usage', 'storage'],
  routes: ['auth', 'credits', 'rate-limit', 'response-cache', 'upstream', 'usage', 'admin', 'storage'],
}

const serverZones = Object.entries(serverDoors).map(([room, open]) => ({
  target: `./src-server/${room}`,
  from: './src-server',
  except: ['./api-error.ts', `./${room}`, ...open.map((other) => `./${other}`)],
  message: `src-server/${room}/ may import ${['src-shared', 'api-error', ...open].join(', ')} only: see the walls in the README.`,
}))

/** The gateway's admin page shares the kit with the windows and nothing else; its features know nothing of each other. */
const adminFeatures = ['session', 'frame', 'overview', 'caching', 'users', 'tiers', 'gateway']
const adminZones = [
  {
    target: './src-renderer/admin',
    from: './src-renderer',
    except: ['./admin', './ui'],
    message: 'The admin page runs in a browser: it may import ui/ of the renderer only.',
  },
  {
    target: ['./src-renderer/features', './src-renderer/ipc', './src-renderer/ui'],
    from: './src-renderer/admin',
    message: 'The app knows nothing of the gateway’s admin page.',
  },
  {
    target: ['./src-renderer/admin/api', './src-renderer/admin/ui'],
    from: './src-renderer/admin/features',
    message: 'api/ and ui/ stand below the features of the admin page.',
  },
  ...adminFeatures.map((feature) => ({
    target: `./src-renderer/admin/features/${feature}`,
    from: './src-renderer/admin/features',
    except: [`./${feature}`],
    message: 'Features do not import each other.',
  })),
]

const zones = [
  ...roomZones,
  ...serverZones,
  ...adminZones,
  {
    target: './src-shared',
    from: ['./src-main', './src-renderer', './src-server', './e2e', './scripts'],
    message: 'src-shared stands below everything.',
  },
  {
    target: './src-renderer',
    from: ['./src-main', './src-server', './e2e', './scripts'],
    message: 'The renderer reaches the main process through the IPC contract alone.',
  },
  {
    target: './src-main',
    from: ['./src-renderer', './src-server', './e2e', './scripts'],
    message: 'The main process knows no window code, server or test code.',
  },
  {
    target: './src-server',
    from: ['./src-main', './src-renderer', './e2e', './scripts'],
    message: 'The server imports src-shared alone.',
  },
]

const rawIpc = {
  name: 'electron',
  importNames: ['ipcMain', 'ipcRenderer', 'contextBridge'],
  message: 'Raw IPC lives in src-main/ipc/ alone.',
}
const noElectron = {
  name: 'electron',
  message: 'Only main.ts, main/, ipc/, hotkey/, selection/, delivery/ and windows/ may import electron.',
}

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'out/', 'e2e/artifacts/', 'e2e/cases/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.mjs', '.js'] })],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'max-lines': ['error', { max: 300, skipBlankLines: false }],
      'no-restricted-globals': ['error', { name: 'window', message: 'Only the renderer has a window.' }],
      'no-console': 'error',
    },
  },
  {
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/main.ts', 'src-main/{main,ipc,hotkey,selection,delivery,windows}/**', '**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [noElectron] }] },
  },
  {
    files: ['src-main/main.ts', 'src-main/{main,hotkey,selection,delivery,windows}/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [rawIpc] }] },
  },
  {
    files: ['src-main/**/*.ts'],
    ignores: ['src-main/app/config.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Environment variables are read in app/config.ts alone.',
        },
      ],
    },
  },
  {
    files: ['src-server/**/*.ts'],
    ignores: ['src-server/app/config.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Environment variables are read in app/config.ts alone.',
        },
      ],
    },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['zod'], message: 'Validation happens in the main process.' }] },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'window', property: 'rephlo', message: 'The bridge is used in src-renderer/ipc/ alone.' },
      ],
    },
  },
  { files: ['src-renderer/ipc/**'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['**/*.tsx'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['e2e/**/*.ts', 'src-main/cli.ts', 'src-main/cli/**'],
    rules: { 'no-console': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts'],
    rules: { 'import-x/no-restricted-paths': 'off', 'no-restricted-properties': 'off' },
  },
  { files: ['*.config.ts', 'e2e/*.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
  {
    files: ['scripts/**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
      },
    },
  },
)
