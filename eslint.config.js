import js from '@eslint/js'
import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'
import { walls } from './scripts/walls.mjs'

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
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: [...walls] }],
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
    files: ['src-*/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', '**/__fixtures__/**', '**/testing/**'],
    rules: { 'max-lines-per-function': ['error', { max: 50, IIFEs: true }] },
  },
  {
    files: ['e2e/**/*.ts', 'src-main/cli.ts', 'src-main/cli/**'],
    rules: { 'no-console': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts', 'src-*/**/__fixtures__/*.ts'],
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
