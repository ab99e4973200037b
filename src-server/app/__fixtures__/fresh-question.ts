export const answer = 'One two three four five six seven eight nine ten.'
let questions = 0

/** A request that nobody has made before. */
export function fresh(changes: object = {}) {
  questions += 1
  return {
    model: 'gpt-6-sol',
    max_tokens: 400,
    messages: [{ role: 'user', content: `Question ${questions}` }],
    ...changes,
  }
}
