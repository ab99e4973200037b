import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adminPageRoutes } from './admin-page-routes.ts'
import { toErrorResponse, toOwnError } from './to-error-response.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rephlo-admin-page-'))
  writeFileSync(join(root, 'secret.js'), 'secret')
})
afterEach(() => rmSync(root, { recursive: true }))

function build(): string {
  const folder = join(root, 'admin')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(
    join(folder, 'index.html'),
    '<meta property="csp-nonce" nonce="{{nonce}}"><script type="module" src="./assets/admin-1a.js"></script>',
  )
  writeFileSync(join(folder, 'assets', 'admin-1a.js'), 'start()')
  writeFileSync(join(folder, 'assets', 'admin-1a.js.map'), '{}')
  writeFileSync(join(folder, 'assets', 'inter.woff2'), Buffer.from([0x77, 0x4f, 0x46, 0x32, 0xff]))
  return folder
}

test('the page may run its own scripts and nothing else, and nobody may frame it', async () => {
  const answer = await adminPageRoutes(build()).request('/admin/')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(answer.status).toBe(200)
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='; /,
  )
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=UTF-8',
  })
})

test('each answer has a nonce of its own, the same in page and policy', async () => {
  const routes = adminPageRoutes(build())
  const nonces = await Promise.all(
    [1, 2].map(async () => {
      const answer = await routes.request('/admin/')
      const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1] ?? ''
      expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
      return nonce
    }),
  )
  expect(new Set(nonces).size).toBe(2)
})

test('assets come with their type and for good, because their names change with them', async () => {
  const routes = adminPageRoutes(build())
  const script = await routes.request('/admin/assets/admin-1a.js')
  expect(await script.text()).toBe('start()')
  expect(Object.fromEntries(script.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  const font = await routes.request('/admin/assets/inter.woff2')
  expect([...new Uint8Array(await font.arrayBuffer())]).toEqual([0x77, 0x4f, 0x46, 0x32, 0xff])
})

test.each([
  '/admin/assets/../../secret.js',
  '/admin/assets/..%2f..%2fsecret.js',
  '/admin/assets/..%5c..%5csecret.js',
  '/admin/assets/%2e%2e%2f%2e%2e%2fsecret.js',
  '/admin/assets/admin-1a.js%00',
  '/admin/assets/admin-1a.js.map',
  '/admin/assets/',
  '/admin/secret.js',
])('%s gets nothing', async (path) => {
  const routes = adminPageRoutes(build()).onError((error) => toErrorResponse(toOwnError(error)))
  const answer = await routes.request(`http://gateway${path}`)
  expect(answer.status).toBe(404)
  expect(await answer.text()).not.toBe('secret')
})

test('without a build the page says so and how to come by one, and is there once it was built', async () => {
  const routes = adminPageRoutes(join(root, 'admin'))
  const answer = await routes.request('/admin/')
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')])
  build()
  expect((await routes.request('/admin/')).status).toBe(200)
})

test('the address without a slash leads to the page, wherever the gateway is mounted', async () => {
  const answer = await adminPageRoutes(build()).request('/admin')
  expect([answer.status, answer.headers.get('location')]).toEqual([308, 'admin/'])
})
