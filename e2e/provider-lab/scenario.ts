import { z } from 'zod'

const afterChunks = z.number().int().nonnegative().default(0)
const milliseconds = z.number().nonnegative()

/** How a request goes wrong. Chunks are pieces of text in a stream. */
export const scenarioSchema = z.discriminatedUnion('kind', [
  /** The vendor's error answer with this status. */
  z.object({
    kind: z.literal('error'),
    status: z.number().int().min(400).max(599),
    retryAfterSeconds: z.number().optional(),
    message: z.string().optional(),
  }),
  /** Everything is right but late. */
  z.object({
    kind: z.literal('slow'),
    firstByteMs: milliseconds.default(0),
    chunkMs: milliseconds.default(0),
  }),
  /** The socket is destroyed after some chunks. */
  z.object({ kind: z.literal('cut'), afterChunks }),
  /** The socket is destroyed after the status line, before any usage. */
  z.object({ kind: z.literal('cut-before-usage') }),
  /** The stream ends properly as HTTP goes, but without its last events. */
  z.object({ kind: z.literal('end-early'), afterChunks }),
  /** Nothing more comes, but the socket stays open. Without `afterChunks`, not even a status line comes. */
  z.object({ kind: z.literal('hang'), afterChunks: z.number().int().nonnegative().optional() }),
  /** Status 200 with something that is no answer. */
  z.object({ kind: z.literal('garbage') }),
  /** A stream with an event that is no JSON. */
  z.object({ kind: z.literal('garbage-event'), afterChunks }),
  /** An error in mid-stream, as an event. */
  z.object({
    kind: z.literal('error-event'),
    afterChunks,
    type: z.string().optional(),
    message: z.string().optional(),
  }),
])

export type Scenario = z.infer<typeof scenarioSchema>
export type ScenarioInput = z.input<typeof scenarioSchema>

/** The scenarios that the next requests will meet, in the order they were set. */
export interface ScenarioQueue {
  add(scenario: ScenarioInput, times?: number): void
  take(): Scenario | undefined
  clear(): void
}

export function createScenarioQueue(): ScenarioQueue {
  const queue: Scenario[] = []
  return {
    add(scenario, times = 1) {
      const parsed = scenarioSchema.parse(scenario)
      for (let count = 0; count < times; count += 1) queue.push(parsed)
    },
    take: () => queue.shift(),
    clear: () => queue.splice(0),
  }
}
