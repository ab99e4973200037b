import { deepestNesting, nestedTooDeeply } from '../../response-cache/answer-key.ts'

/**
 * Much of what reads a request, the vendors' libraries too, goes into it by calling itself. Throws ApiError
 * 400 for a body that is nested so deeply that this could exhaust the stack.
 */
export function checkNesting(body: object): void {
  check(body, 0)
}

function check(value: object, depth: number): void {
  if (depth > deepestNesting) throw nestedTooDeeply()
  const entries: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (const entry of entries) if (typeof entry === 'object' && entry !== null) check(entry, depth + 1)
}
