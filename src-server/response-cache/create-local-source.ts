import { noLease, parseKept, type AnswerSource } from './answer-source.ts'
import type { TextStore } from './text-store.ts'

/** Answers in this process alone: whoever finds none may make it, because the line lets only one ask. */
export function createLocalSource(store: TextStore): AnswerSource {
  return {
    async claim(key) {
      const answer = parseKept(await store.get(key))
      return answer === undefined ? { kind: 'lead', lease: noLease } : { kind: 'hit', answer }
    },
    keep: async (key, answer) => await store.set(key, JSON.stringify(answer)),
    close: () => Promise.resolve(),
  }
}
