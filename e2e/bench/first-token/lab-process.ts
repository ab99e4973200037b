import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { projectFolder } from '../app/project-folder.ts'

/** The provider lab in a process of its own, so that its work does not compete with what is measured. */
export interface LabProcess extends AsyncDisposable {
  readonly url: string
  /** Sends JSON to one of the lab's own endpoints, such as `scenario`. */
  set(what: string, body: unknown): Promise<void>
}

/** Starts the lab on a free port. Throws when it ends before it listens. */
export async function startLab(): Promise<LabProcess> {
  const lab = spawn(process.execPath, [join(projectFolder, 'e2e/provider-lab/main.ts'), '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await readUrl(createInterface({ input: lab.stdout }))
  if (url === undefined) throw new Error('The provider lab did not start.')
  return {
    url,
    async set(what, body) {
      const response = await fetch(`${url}/lab/${what}`, { method: 'POST', body: JSON.stringify(body) })
      if (!response.ok) throw new Error(`The lab refused ${what}: ${await response.text()}`)
      await response.body?.cancel()
    },
    async [Symbol.asyncDispose]() {
      if (lab.exitCode !== null) return
      lab.kill()
      await once(lab, 'exit')
    },
  }
}

async function readUrl(lines: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of lines) {
    const url = /\bat (http:\/\/\S+)$/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  return undefined
}
