import { tokenAtEnd, tokenAtStart } from './template-tokens.ts'

/** Elements that a model puts around a whole answer: ours, echoed, and those that it is often told to use. */
const wrapperName =
  '(?:text|task|answer|final_answer|output|response|result|' +
  'rewritten_text|corrected_text|fixed_text|translation)' +
  '(?:[-_][\\w-]{1,40})?'
const wrapped = new RegExp(`^<(${wrapperName})(?:\\s[^<>]{0,200})?>([\\s\\S]*)</\\1>$`, 'i')
/** The end of our own wrapper, which a model goes on to write as if it were still reading. */
export const strayEnd = /<\/(?:text|task)(?:[-_][\w-]{1,40})?>$/i
const fenceLine = /^(`{3,}|~{3,})(.*)$/
const mayOpen = new RegExp(`^(?:\`{3,}|~{3,}|<${wrapperName}[\\s>])`, 'i')
const mayOpenLater = /^(?:`{1,2}|~{1,2}|<(?:[a-z][\w-]{0,60})?)$/i

/**
 * Whether an answer that begins so may be wrapped as a whole; `unknown` as long as more is needed to tell.
 */
export function mayBeWrapped(beginning: string): boolean | 'unknown' {
  if (mayOpen.test(beginning)) return true
  return mayOpenLater.test(beginning) ? 'unknown' : false
}

/**
 * A whole answer without what stands around all of it: a code fence, an element, template tokens, blank lines
 * at its beginning and white space at its end. What the person's own text has stays.
 */
export function takeWrapperOff(answer: string, given: string): string {
  const text = withoutBlankEdges(answer)
  const inner = withoutTokens(text, given) ?? withoutFence(text, given) ?? withoutElement(text, given)
  return inner === undefined ? text : takeWrapperOff(inner, given)
}

function withoutBlankEdges(text: string): string {
  return withoutBlankLines(text.trimEnd())
}

/** A text without the blank lines that it begins with. */
export function withoutBlankLines(text: string): string {
  return text.replace(/^(?:[^\S\n]*\n)+/, '')
}

function withoutTokens(text: string, given: string): string | undefined {
  const last = tokenAtEnd(text)
  if (last !== undefined && !given.includes(last)) return text.slice(0, -last.length)
  const first = tokenAtStart(text.trimStart())
  return first !== undefined && !given.includes(first) ? text.trimStart().slice(first.length) : undefined
}

function withoutFence(text: string, given: string): string | undefined {
  if (/^\s*(?:`{3}|~{3})/m.test(given)) return undefined
  const single = /^```([^`\n]+)```$/.exec(text)?.[1]
  if (single !== undefined) return single.trim()
  const lines = text.split('\n').map((line) => line.trimEnd())
  const [, marks = '', info = ''] = fenceLine.exec(lines[0] ?? '') ?? []
  if (marks === '' || info.includes('`') || lines.length < 2) return undefined
  const end = endOfFence(lines, marks)
  return end === lines.length - 1 ? text.split('\n').slice(1, -1).join('\n') : undefined
}

/** The line that ends the fence of the first line. A fence with a language opens another one within. */
function endOfFence(lines: readonly string[], marks: string): number {
  let depth = 0
  return lines.findIndex((line) => {
    const [, own = '', info = ''] = fenceLine.exec(line) ?? []
    if (!own.startsWith(marks)) return false
    depth += info.trim() === '' && depth > 0 ? -1 : 1
    return depth === 0
  })
}

function withoutElement(text: string, given: string): string | undefined {
  const whole = wrapped.exec(text)
  if (whole !== null) {
    const [, name = '', content = ''] = whole
    const isOne = !new RegExp(`</?${name}[\\s>]`, 'i').test(content)
    return isOne && !hasElement(given, name) ? content : undefined
  }
  const end = strayEnd.exec(text)?.[0]
  if (end === undefined) return undefined
  const name = end.slice(2, -1)
  const isStray = !new RegExp(`<${name}[\\s>]`, 'i').test(text) && !hasElement(given, name)
  return isStray ? text.slice(0, -end.length) : undefined
}

function hasElement(text: string, name: string): boolean {
  return new RegExp(`</?${name}[\\s>]`, 'i').test(text)
}
