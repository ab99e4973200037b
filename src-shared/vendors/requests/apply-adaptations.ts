import { blockFields, limitFields, type Adaptation, type RequestBody } from './adaptation.ts'

/** A copy of a request body that the server should take. Blocks that need no change are the same objects. */
export function applyAdaptations<Body extends object>(body: Body, adaptations: readonly Adaptation[]): Body {
  if (adaptations.length === 0) return body
  // What a server takes need not be what the vendor's types say.
  return adaptations.reduce(applyOne, body as RequestBody) as Body
}

function applyOne(body: RequestBody, adaptation: Adaptation): RequestBody {
  switch (adaptation.kind) {
    case 'without':
      return withoutField(body, adaptation.field)
    case 'renamed': {
      const { [adaptation.field]: value, ...rest } = body
      return value === undefined ? body : { ...rest, [adaptation.to]: value }
    }
    case 'limited':
      return limited(body, adaptation.tokens)
    case 'without_role':
      return adaptation.field === 'developer' ? renameDeveloper(body) : mergeSystem(body)
  }
}

function withoutField(body: RequestBody, field: string): RequestBody {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => name !== field))
  // Breakpoints mean nothing to a server that does not know the options they belong to.
  const onBlocks = field === 'prompt_cache_options' ? 'prompt_cache_breakpoint' : field
  return blockFields.some((one) => one === onBlocks) ? withoutMember(rest, onBlocks) : rest
}

function withoutMember(body: RequestBody, name: string): RequestBody {
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [field, strip(value, name)]))
}

/**
 * The arguments and schemas of tools are the caller's: a member of that name is theirs, below the tool
 * itself.
 */
const callersOwn = new Set(['input_schema', 'parameters', 'input', 'arguments', 'schema'])

function strip(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => strip(one, name))
  if (!isMembers(value)) return value
  const kept = Object.entries(value).filter(([field]) => field !== name)
  return Object.fromEntries(
    kept.map(([field, member]) => [field, callersOwn.has(field) ? member : strip(member, name)]),
  )
}

function limited(body: RequestBody, tokens: number): RequestBody {
  const field = limitFields.find((name) => typeof body[name] === 'number')
  return field === undefined ? body : { ...body, [field]: Math.min(Number(body[field]), tokens) }
}

/** Chat Completions has its messages in `messages`, Responses in `input`. */
function withMessages(body: RequestBody, change: (messages: readonly unknown[]) => unknown[]): RequestBody {
  const field = Array.isArray(body.messages) ? 'messages' : 'input'
  const messages = body[field]
  return Array.isArray(messages) ? { ...body, [field]: change(messages) } : body
}

function renameDeveloper(body: RequestBody): RequestBody {
  return withMessages(body, (messages) =>
    messages.map((message) =>
      isMembers(message) && message.role === 'developer' ? { ...message, role: 'system' } : message,
    ),
  )
}

/**
 * What would be said by the system is said first by the person, in a message that starts with the same bytes.
 */
function mergeSystem(body: RequestBody): RequestBody {
  return withMessages(body, (messages) => {
    const standing = messages.filter(isStanding)
    const turns = messages.filter((message) => !isStanding(message))
    const first = turns.findIndex((message) => isMembers(message) && message.role === 'user')
    const question = turns[first]
    if (standing.length === 0 || !isMembers(question)) return [...messages]
    const content = join([...standing.map((message) => message.content), question.content])
    return turns.with(first, { ...question, content })
  })
}

/** Texts are joined to a text; where one of them is a list of parts, all become parts. */
function join(contents: readonly unknown[]): unknown {
  if (contents.every((content) => typeof content === 'string')) return contents.join('\n\n')
  return contents.flatMap((content): unknown[] =>
    Array.isArray(content) ? content : [{ type: 'text', text: content }],
  )
}

function isStanding(message: unknown): message is Readonly<Record<string, unknown>> {
  return isMembers(message) && (message.role === 'system' || message.role === 'developer')
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
