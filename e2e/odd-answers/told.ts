import type { OddAnswer, Reply } from './odd-answer.ts'
import { json } from './wire.ts'

/** A failure by its name: the server's answer, our code for it, and words of the server's that arrive. */
export type Told = readonly [name: string, server: Reply, code: string, said: RegExp]

/** What the person is told, after so many requests. */
export function told(rows: readonly Told[], requests = 1): readonly OddAnswer[] {
  return rows.map(([name, server, code, said]) => ({
    name,
    server,
    code,
    said,
    requests,
    end: 'failed',
    answer: '',
  }))
}

/** OpenAI's shape of an error. */
export function errorBody(error: object | string, status: number): Reply {
  return json({ error }, status)
}

/** A web page where an answer was expected. */
export function page(status: number, title: string): Reply {
  return {
    status,
    contentType: 'text/html',
    body: `<!DOCTYPE html>\n<html><head>\n<title>${title}</title>\n</head><body><h1>x</h1></body></html>`,
  }
}
