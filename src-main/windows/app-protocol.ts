import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

const scheme = 'app'
const host = 'rephlo'

/**
 * Nothing but the program's own files: no remote content, no inline scripts.
 * Styles are set inline by the interface library.
 */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; " +
  "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Must run before the app is ready. */
export function declareAppProtocol(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built windows from one folder, and nothing outside it. */
export function serveAppProtocol(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const file = fileOf(folder, request.url)
    if (file === undefined) return new Response('Not found', { status: 404 })
    try {
      return new Response(await readFile(file), { headers: headersFor(file) })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}

/** The address of a window's page. */
export function pageUrl(page: 'popup' | 'main'): string {
  return `${scheme}://${host}/windows/${page}.html`
}

/** Whether an address is one of the program's own pages. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return url.protocol === `${scheme}:` && url.host === host
}

function fileOf(folder: string, address: string): string | undefined {
  if (!isOwnPage(address)) return undefined
  const path = decoded(new URL(address).pathname)
  if (path === undefined) return undefined
  const file = normalize(join(folder, path))
  return file.startsWith(folder + sep) ? file : undefined
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    // A stray percent sign: no file has such an address.
    return undefined
  }
}

function headersFor(file: string): Record<string, string> {
  return {
    'Content-Type': contentTypes[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
  }
}
