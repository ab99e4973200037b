import { setTimeout as delay } from 'node:timers/promises'

/** Generous, because a busy machine takes a while to start a program. */
const patienceMs = 180_000
const pollMs = 5

/** Asks until there is an answer. Throws, naming what was waited for, when there is none in time. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  pauseMs = pollMs,
): Promise<Answer> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    if (pauseMs > 0) await delay(pauseMs)
  }
}
