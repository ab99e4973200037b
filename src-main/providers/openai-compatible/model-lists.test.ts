import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createOpenAiCompatibleProvider } from './openai-compatible-provider.ts'

/** The address of a server that answers everything with this body. */
async function serve(body: string): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

test.each([
  ['array', ['a/b', 'c/d']],
  ['null', []],
  ['one-bad', ['ok']],
])('the list of the case %s is read, and passes the test of a key', async (name, models) => {
  const file = join(import.meta.dirname, `../../../e2e/cases/F20-model-lists/${name}.json`)
  const baseUrl = await serve(readFileSync(file, 'utf8'))
  const provider = createOpenAiCompatibleProvider({ fetch, profile: () => 'ollama' })
  const { signal } = new AbortController()
  await provider.checkKey({ baseUrl }, signal)
  expect(await provider.listModels?.({ baseUrl }, signal)).toEqual(models)
})

test('what is no list of models is no test of a key', async () => {
  const provider = createOpenAiCompatibleProvider({ fetch, profile: () => 'ollama' })
  const baseUrl = await serve('{"hello":"world"}')
  await expect(provider.checkKey({ baseUrl }, new AbortController().signal)).rejects.toMatchObject({
    code: 'provider_error',
  })
})
