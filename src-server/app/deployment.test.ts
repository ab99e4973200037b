import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { environmentHelp, withServing } from './config.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8')
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([word]) => word)

/** Every environment variable that the gateway reads. */
const known = new Set([
  ...withServing(new Command()).options.map(({ envVar }) => envVar),
  ...wordsOf(environmentHelp),
])

test('what the image is built of is there, and not kept from it', () => {
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  )
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '')
  expect(copied.length).toBeGreaterThan(6)
  for (const source of copied) {
    expect(globSync(source, { cwd: root }).length, source).toBeGreaterThan(0)
    expect(ignored.filter((path) => source === path || source.startsWith(`${path}/`))).toEqual([])
  }
  // The build refuses to begin without the projects that the main one refers to.
  const references = [...read('tsconfig.json').matchAll(/"path": "\.\/([^"]+)"/g)].map(
    ([, path = '']) => path,
  )
  expect(
    references.filter((path) => !copied.some((source) => globSync(source, { cwd: root }).includes(path))),
  ).toEqual([])
})

test('the image runs the gateway as npm does, with what its bundle needs beside it', () => {
  const dockerfile = read('Dockerfile')
  const [, entry = ''] = /^ENTRYPOINT (.+)$/m.exec(dockerfile) ?? []
  const { scripts } = JSON.parse(read('package.json')) as { scripts: { server: string } }
  expect((JSON.parse(entry) as string[]).join(' ')).toBe(scripts.server.replace(/^exec /, ''))
  for (const [, source = ''] of dockerfile.matchAll(/^COPY --from=build \/build\/(node_modules\S+) /gm))
    expect(existsSync(`${root}${source}`), source).toBe(true)
  const [, variables = ''] = /^ENV (.+)$/m.exec(dockerfile) ?? []
  for (const [name] of variables.split(' ').map((pair) => pair.split('=')))
    expect(name === 'NODE_ENV' || known.has(name), name).toBe(true)
})

test('the compose file sets variables that there are, and each of them can be filled in', () => {
  const compose = read('deploy/compose.yaml')
  const [, environment = ''] = /^ {2}environment:\n((?: {4}.+\n)+)/m.exec(compose) ?? []
  const names = [...environment.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((name) => !known.has(name))).toEqual([])
  const asked = new Set([...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name))
  const offered = [...read('deploy/example.env').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
  expect(offered.sort()).toEqual([...asked].sort())
})

test('nobody is cut off too early: the container has longer than the gateway needs to drain, the balancer longer than a vendor may be silent', () => {
  const seconds = (flag: string): number =>
    Number(withServing(new Command()).options.find(({ long }) => long === flag)?.defaultValue)
  const found = (path: string, pattern: RegExp): number => Number(pattern.exec(read(path))?.[1])
  expect(found('deploy/compose.yaml', /stop_grace_period: (\d+)s/)).toBeGreaterThan(seconds('--drain') + 5)
  expect(found('deploy/nginx.conf', /proxy_read_timeout (\d+)s;/)).toBeGreaterThan(
    seconds('--upstream-timeout'),
  )
})
