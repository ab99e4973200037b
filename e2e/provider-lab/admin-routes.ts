import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import type { ProviderLabControls } from './provider-lab-controls.ts'
import { LabRefusal } from './lab-protocol.ts'
import { scenarioSchema } from './scenario.ts'

const clockSchema = z.object({ advanceMs: z.number().nonnegative() })
const answerSchema = z.object({ text: z.string() })
const scenarioRequestSchema = z.object({
  scenario: scenarioSchema,
  times: z.number().int().min(1).max(10_000).default(1),
})

/** The lab's own endpoints: `POST /lab/scenario`, `/lab/clock`, `/lab/answer`, `GET` and `DELETE /lab/journal`. */
export function handleAdmin(
  controls: ProviderLabControls,
  method: string,
  path: string,
  bodyText: string,
  response: ServerResponse,
): void {
  const answer = answerAdmin(controls, `${method} ${path}`, bodyText)
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

function answerAdmin(controls: ProviderLabControls, request: string, bodyText: string): unknown {
  switch (request) {
    case 'POST /lab/scenario': {
      const { scenario, times } = parse(scenarioRequestSchema, bodyText)
      controls.scenarios.add(scenario, times)
      return { ok: true }
    }
    case 'POST /lab/clock':
      controls.clock.advance(parse(clockSchema, bodyText).advanceMs)
      return { now: controls.clock.now() }
    case 'POST /lab/answer':
      controls.answerWith(parse(answerSchema, bodyText).text)
      return { ok: true }
    case 'GET /lab/journal':
      return controls.journal.entries
    case 'DELETE /lab/journal':
      controls.journal.clear()
      return { ok: true }
    default:
      throw new LabRefusal(404, `The lab has no ${request}`)
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, bodyText: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(bodyText))
  } catch (error) {
    throw new LabRefusal(400, error instanceof Error ? error.message : 'bad request')
  }
}
