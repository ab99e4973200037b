import { expect, test } from 'vitest'
import { walls } from '../../../scripts/walls.mjs'
import { measureStructure } from './measure-structure.ts'

const lines = (count: number, line = 'export const one = 1') => `${line}\n`.repeat(count)
const measure = (files: Readonly<Record<string, string>>) =>
  measureStructure(new Map(Object.entries(files)), walls)

test('a tree without faults has none, and its longest line is told all the same', () => {
  const found = measure({
    'src-main/assist/run.ts': "import { compose } from '../prompt/compose.ts'\ncompose()\n",
    'src-main/prompt/compose.ts':
      "import type { Run } from '../../src-shared/run.ts'\nexport const compose = 1\n",
    'src-shared/run.ts': 'export interface Run {}\n',
  })
  expect(found).toEqual({
    circles: [],
    upwardArrows: [],
    filesOver300: [],
    functionsOver50: [],
    linesOver110: [],
    longestLine: 50,
  })
})

test.each(['import type { A }', 'import { A }', 'export { A }', 'export type { A }'])(
  'a circle over three files is one circle, also by “%s … from”',
  (statement) => {
    const { circles } = measure({
      'src-shared/a.ts': `${statement} from './b.ts'\n`,
      'src-shared/b.ts': "export * from './c.ts'\n",
      'src-shared/c.ts': "const later = () => import('./a.ts')\n",
      'src-shared/outside.ts': "import './a.ts'\n",
    })
    expect(circles).toEqual(['src-shared/a.ts <-> src-shared/b.ts <-> src-shared/c.ts'])
  },
)

test('two circles are not taken for one, and a file that imports itself is a circle', () => {
  const { circles } = measure({
    'src-shared/a.ts': "import './b.ts'\nimport './c.ts'\n",
    'src-shared/b.ts': "import './a.ts'\n",
    'src-shared/c.ts': "import './d.ts'\n",
    'src-shared/d.ts': "import './c.ts'\n",
    'src-shared/e.ts': "import './e.ts'\n",
  })
  expect(circles.toSorted()).toEqual([
    'src-shared/a.ts <-> src-shared/b.ts',
    'src-shared/c.ts <-> src-shared/d.ts',
    'src-shared/e.ts',
  ])
})

test.each([
  ['src-main/prompt/compose.ts', '../assist/run.ts', 'src-main/assist/run.ts'],
  ['src-main/prompt/compose.ts', '../caching/plan.ts', 'src-main/caching/plan.ts'],
  ['src-shared/money.ts', '../src-main/app/config.ts', 'src-main/app/config.ts'],
  ['src-server/credits/hold.ts', '../routes/chat/call.ts', 'src-server/routes/chat/call.ts'],
  ['src-renderer/ui/button.tsx', '../admin/api/session.ts', 'src-renderer/admin/api/session.ts'],
])('%s may not import %s, not even a type of it', (importer, specifier, imported) => {
  const { upwardArrows } = measure({
    [importer]: `export let it: import('${specifier}').It\n`,
    [imported]: 'export type It = 1\n',
  })
  expect(upwardArrows).toEqual([`${importer} -> ${imported}`])
})

test('the way down and what a wall leaves open are no upward arrows', () => {
  const { upwardArrows } = measure({
    'src-main/main/start.ts': "import '../app/config.ts'\n",
    'src-main/app/config.ts': "import '../ipc/router.ts'\n",
    'src-main/ipc/router.ts': "import '../assist/run.ts'\n",
    'src-main/assist/run.ts': "import '../spaces/store.ts'\n",
    'src-main/spaces/store.ts': "import '../storage/database.ts'\n",
    'src-main/storage/database.ts': '',
    'src-server/credits/hold.ts': "import '../api-error.ts'\n",
    'src-server/api-error.ts': '',
  })
  expect(upwardArrows).toEqual([])
})

test('300 lines, 50 lines and 110 characters are allowed, one more is not', () => {
  const body = (count: number) => `function long() {\n${lines(count - 2, '  call()')}}\n`
  const found = measure({
    'src-shared/full.ts': lines(300),
    'src-shared/too-full.ts': lines(301),
    'src-shared/functions.ts': body(50) + body(51),
    'src-shared/wide.css': `${'a'.repeat(110)}\n${'b'.repeat(111)}\n`,
  })
  expect(found).toMatchObject({
    filesOver300: ['src-shared/too-full.ts: 301 lines'],
    functionsOver50: ['src-shared/functions.ts:51: long, 51 lines'],
    linesOver110: ['src-shared/wide.css:2: 111 characters'],
    longestLine: 111,
  })
})

test.each([
  ['export const long = () => {', '}', 'long'],
  ['export class Long { run() {', '} }', 'run'],
  ['export const object = { get long() {', 'return 1 } }', 'long'],
  ['export const object = { long: async function* () {', '} }', 'long'],
  ['run(() => {', '})', 'a function without a name'],
])('“%s” is a function like others; the comment before it does not count', (begin, end, name) => {
  const of = (count: number) =>
    `/**\n${lines(60, ' *')} */\n${begin}\n${lines(count - 2, '  call()')}${end}\n`
  expect(measure({ 'src-shared/a.ts': of(50) }).functionsOver50).toEqual([])
  expect(measure({ 'src-shared/a.ts': of(51) }).functionsOver50).toEqual([
    `src-shared/a.ts:63: ${name}, 51 lines`,
  ])
})
