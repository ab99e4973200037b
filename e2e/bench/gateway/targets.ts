import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectFolder } from '../app/project-folder.ts'
import { freePort } from '../../../src-server/storage/start-test-databases.ts'
import { startProcess, type StartedProcess } from './start-process.ts'

export type TargetName = 'direct' | 'rephlo' | 'portkey'

/** Something that speaks OpenAI's format in front of the loopback upstream. */
export interface Target extends AsyncDisposable {
  readonly name: TargetName
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Resident memory in MiB and processor time in milliseconds; undefined for the upstream itself. */
  readonly process: Pick<StartedProcess, 'memory' | 'processorMs'> | undefined
}

/** The gateway under test has a core to itself; upstream and load share the other. */
const gatewayCore = 0
export const loadCore = 1
const plenty = '1000000000'
/** Node's options of package.json's script `server`, so that it is measured as it is started. */
function serverOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly server: string }
  }
  return scripts.server.split(' ').filter((word) => word.startsWith('--'))
}

/** The upstream without anything in front. */
export async function startDirect(): Promise<Target & { readonly port: number }> {
  const upstream = await startProcess([join(projectFolder, 'e2e/bench/gateway/loopback-upstream.ts')], {
    core: loadCore,
  })
  const port = Number(upstream.line?.port)
  return {
    name: 'direct',
    port,
    url: `http://127.0.0.1:${port}/v1`,
    headers: { authorization: 'Bearer benchmark' },
    process: undefined,
    [Symbol.asyncDispose]: async () => await upstream[Symbol.asyncDispose](),
  }
}

/**
 * Our gateway as `npm run server` starts it, embedded, with a user who has a token, credits and a history. Portkey's writes no
 * line a request and keeps no answers unless told to, so neither does ours here.
 */
export async function startRephlo(upstreamPort: number): Promise<Target> {
  const bundle = join(projectFolder, 'dist/server/bin/main.cjs')
  if (!existsSync(bundle))
    throw new Error('The gateway is not built. Run “npm run -s server -- --help” once.')
  const dataFolder = mkdtempSync(join(tmpdir(), 'rephlo-bench-'))
  const credentials = { email: 'bench@example.com', password: 'a long enough password' }
  const made = spawnSync(
    process.execPath,
    [
      bundle,
      'create-user',
      '--email',
      credentials.email,
      '--password',
      credentials.password,
      '--credits',
      plenty,
      '--data-dir',
      dataFolder,
    ],
    { encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`create-user failed: ${made.stderr}`)
  const limits = ['llm', 'standard', 'expensive'].flatMap((name) => [`--rate-limit-${name}`, '1000000'])
  const server = await startProcess(
    [...serverOptions(), bundle, '--port', '0', '--data-dir', dataFolder, '--log-level', 'warn', ...limits],
    {
      core: gatewayCore,
      env: {
        ...process.env,
        OPENAI_API_KEY: 'benchmark',
        OPENAI_BASE_URL: `http://127.0.0.1:${upstreamPort}/v1`,
        NODE_ENV: 'production',
      },
    },
  )
  const url = String(server.line?.url)
  return {
    name: 'rephlo',
    url: `${url}/v1`,
    headers: { authorization: `Bearer ${await makeToken(url, credentials)}`, 'x-answer-cache': 'off' },
    process: server,
    [Symbol.asyncDispose]: async () => await close(server, dataFolder),
  }
}

/** Portkey's gateway as its package starts it, with Node's own settings of memory; it is told its upstream by header. */
export async function startPortkey(upstreamPort: number): Promise<Target> {
  const port = await freePort()
  const server = await startProcess(
    [
      join(projectFolder, 'node_modules/@portkey-ai/gateway/build/start-server.js'),
      `--port=${port}`,
      '--headless',
    ],
    { core: gatewayCore, env: { ...process.env, NODE_ENV: 'production' }, waitsForLine: false },
  )
  const url = `http://127.0.0.1:${port}`
  await untilItAnswers(url)
  const headers = {
    authorization: 'Bearer benchmark',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
  }
  return {
    name: 'portkey',
    url: `${url}/v1`,
    headers,
    process: server,
    [Symbol.asyncDispose]: async () => await server[Symbol.asyncDispose](),
  }
}

async function makeToken(url: string, credentials: object): Promise<string> {
  const { access_token: access } = await post(`${url}/v1/auth/login`, credentials)
  const { token } = await post(
    `${url}/v1/auth/tokens`,
    { name: 'benchmark', scopes: ['llm.inference'] },
    { authorization: `Bearer ${String(access)}` },
  )
  return String(token)
}

async function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`)
  return (await response.json()) as Readonly<Record<string, unknown>>
}

async function untilItAnswers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isUp = await fetch(url).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    )
    if (isUp) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Nothing answers at ${url}.`)
}

async function close(server: StartedProcess, dataFolder: string): Promise<void> {
  await server[Symbol.asyncDispose]()
  rmSync(dataFolder, { recursive: true, force: true })
}
