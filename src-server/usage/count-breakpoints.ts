import type { ChatRequest } from '../../src-shared/dedicated-api/chat-request.ts'
import { cacheTtls, type CacheTtl } from '../../src-shared/run-event.ts'

/** What a request says about the vendor's prompt cache. */
export interface Breakpoints {
  /** Objects `cache_control` and `prompt_cache_breakpoint`, one at the top level included. */
  readonly count: number
  /**
   * Their lifetimes: the ones they name, or the vendor's standard (Anthropic 5
   * min, OpenAI 30 min). Unknown ones are left out.
   */
  readonly ttls: ReadonlySet<CacheTtl>
  /** Also true for fields that mark nothing: `prompt_cache_…` and `cached_content`. */
  readonly hasCacheFields: boolean
}

const nothing: Breakpoints = { count: 0, ttls: new Set(), hasCacheFields: false }

type Fields = Readonly<Record<string, unknown>>

/**
 * Counts where vendors take marks: on the request, messages, parts of content, tool calls and tools. What
 * merely is called alike, as in a tool's schema, does not count.
 */
export function countBreakpoints(body: ChatRequest): Breakpoints {
  const marks: Fields[] = []
  visit(body, marks)
  for (const message of body.messages) {
    visit(message, marks)
    visitContent(message.content, marks)
    if (message.role === 'assistant') visitFunctions(message.tool_calls, marks)
  }
  visitFunctions(body.tools, marks)
  const hasCacheFields = marks.length > 0 || hasOtherCacheFields(body)
  return hasCacheFields ? { count: marks.length, ttls: ttlsOf(marks, body), hasCacheFields } : nothing
}

function visit(
  { cache_control: control, prompt_cache_breakpoint: breakpoint }: Fields,
  marks: Fields[],
): void {
  if (isFields(control)) marks.push(control)
  if (isFields(breakpoint)) marks.push(breakpoint)
}

/** A part, such as a tool's result, may have content of its own. */
function visitContent(content: unknown, marks: Fields[]): void {
  if (!Array.isArray(content)) return
  for (const part of content) {
    if (!isFields(part)) continue
    visit(part, marks)
    if (part.content !== undefined) visitContent(part.content, marks)
  }
}

function visitFunctions(
  entries: readonly (Fields & { readonly function?: Fields | undefined })[] | null | undefined,
  marks: Fields[],
): void {
  for (const entry of entries ?? []) {
    visit(entry, marks)
    if (entry.function !== undefined) visit(entry.function, marks)
  }
}

function hasOtherCacheFields(body: ChatRequest): boolean {
  for (const name in body) if (name.startsWith('prompt_cache_') && isGiven(body[name])) return true
  const { cached_content: cached, cachedContent, google, extra_body: extra } = body
  return (
    isGiven(cached) ||
    isGiven(cachedContent) ||
    namesCache(google) ||
    (isFields(extra) && (isGiven(extra.cached_content) || namesCache(extra.google)))
  )
}

/** Gemini's extension of OpenAI's format. */
function namesCache(google: unknown): boolean {
  return isFields(google) && isGiven(google.cached_content)
}

function ttlsOf(marks: readonly Fields[], body: ChatRequest): ReadonlySet<CacheTtl> {
  const ttls = new Set<CacheTtl>()
  const options = body.prompt_cache_options
  for (const mark of marks) {
    const standard = 'mode' in mark ? ((isFields(options) ? options.ttl : undefined) ?? '30m') : '5m'
    const named = mark.ttl ?? standard
    const known = cacheTtls.find((ttl) => ttl === named)
    if (known !== undefined) ttls.add(known)
  }
  return ttls
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}
