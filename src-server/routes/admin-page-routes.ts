import { Hono, type Context } from 'hono'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ApiError } from '../api-error.ts'
import type { RouteEnv } from './route-env.ts'

/** What the build may hold; nothing else in its folder is served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}
const maximumFileBytes = 4 * 1024 * 1024
const noncePlace = '{{nonce}}'

const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** The kit's dialogs add a style element of their own, which the nonce allows; nothing else inline is. */
const policyOf = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; ` +
  "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const notBuilt =
  'The admin page is not built. Run “npm run build” in the gateway’s folder, then reload this page.\n'

/**
 * The admin page at /admin/, out of the folder that the build wrote (`dist/server/admin`). It asks the
 * API for everything, so it needs no login itself.
 */
export function adminPageRoutes(folder: string): Hono<RouteEnv> {
  const page = readOnce(async () => await readText(join(folder, 'index.html')))
  const assets = readOnce(async () => await listAssets(join(folder, 'assets')))
  const routes = new Hono<RouteEnv>()
  // Relative, so that it also holds behind a proxy that mounts the gateway below a path.
  routes.get('/admin', (context) => context.body(null, 308, { ...headers, location: 'admin/' }))
  routes.get('/admin/', async (context) => {
    const html = await page()
    if (html === undefined) return context.text(notBuilt, 503, { ...headers, 'cache-control': 'no-store' })
    const nonce = randomBytes(16).toString('base64')
    return context.html(html.replaceAll(noncePlace, nonce), 200, {
      ...headers,
      'content-security-policy': policyOf(nonce),
      'cache-control': 'no-store',
    })
  })
  routes.get('/admin/assets/:name', async (context) => {
    const name = context.req.param('name')
    const asset = await (await assets())?.get(name)?.()
    if (asset === undefined)
      throw new ApiError(
        404,
        'not_found_error',
        'unknown_url',
        'The admin page has no such file. Reload the page: it may have been built anew.',
      )
    return sendAsset(context, name, asset)
  })
  return routes
}

/** The name of an asset holds a hash of its content, so it never changes. */
function sendAsset(context: Context<RouteEnv>, name: string, asset: Uint8Array<ArrayBuffer>): Response {
  return context.body(asset, 200, {
    ...headers,
    'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  })
}

/** Only names that were found in the folder are read: what a request asks for never becomes a path. */
async function listAssets(
  folder: string,
): Promise<ReadonlyMap<string, () => Promise<Uint8Array<ArrayBuffer> | undefined>> | undefined> {
  const names = await readdir(folder).catch(() => undefined)
  return (
    names &&
    new Map(
      names
        .filter((name) => extname(name) in contentTypes)
        .map((name) => [name, readOnce(async () => await readBounded(join(folder, name)))]),
    )
  )
}

async function readText(path: string): Promise<string | undefined> {
  const bytes = await readBounded(path)
  return bytes && new TextDecoder().decode(bytes)
}

/** Undefined when there is no such file, or when it is too large to be one of the build. */
async function readBounded(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { size } = await stat(path)
    return size > maximumFileBytes ? undefined : new Uint8Array(await readFile(path))
  } catch {
    return undefined
  }
}

/** Keeps what was read, but not that nothing was there: a build may still come. */
function readOnce<Content>(read: () => Promise<Content | undefined>): () => Promise<Content | undefined> {
  let reading: Promise<Content | undefined> | undefined
  return async () => {
    const content = await (reading ??= read())
    if (content === undefined) reading = undefined
    return content
  }
}
