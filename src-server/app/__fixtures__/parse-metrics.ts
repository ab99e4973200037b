type Labels = Readonly<Record<string, string>>

/** What a Prometheus would read. Throws for a line that breaks its text format (version 0.0.4). */
export interface ParsedMetrics {
  readonly names: readonly string[]
  readonly typeOf: (name: string) => string | undefined
  /** Of the one sample with exactly these labels; NaN when there is none. */
  readonly valueOf: (name: string, labels: Labels) => number
}

const commentLine = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|NaN)(?: \d+)?$/
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y
const types = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped'])

export function parseMetrics(text: string): ParsedMetrics {
  const typed = new Map<string, string>()
  const samples = new Map<string, number>()
  if (!text.endsWith('\n')) throw new SyntaxError('The last line has no end.')
  for (const line of text.slice(0, -1).split('\n')) {
    if (line.startsWith('#')) readComment(line, typed)
    else readSample(line, typed, samples)
  }
  return {
    names: [...typed.keys()],
    typeOf: (name) => typed.get(name),
    valueOf: (name, labels) => samples.get(keyOf(name, labels)) ?? NaN,
  }
}

function readComment(line: string, typed: Map<string, string>): void {
  const [, kind, name = '', rest = ''] = commentLine.exec(line) ?? fail(line)
  if (kind !== 'TYPE') return
  if (typed.has(name) || !types.has(rest)) fail(line)
  typed.set(name, rest)
}

function readSample(line: string, typed: ReadonlyMap<string, string>, samples: Map<string, number>): void {
  const [, name = '', labelText = '', value = ''] = sampleLine.exec(line) ?? fail(line)
  const family = typed.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '')
  if (!typed.has(family)) fail(line)
  const key = keyOf(name, labelsOf(labelText, line))
  if (samples.has(key)) fail(line)
  samples.set(key, Number(value.replace('Inf', 'Infinity')))
}

function labelsOf(text: string, line: string): Labels {
  const labels: Record<string, string> = {}
  labelPair.lastIndex = 0
  while (labelPair.lastIndex < text.length) {
    const [, name = '', value = ''] = labelPair.exec(text) ?? fail(line)
    labels[name] = value
  }
  return labels
}

function keyOf(name: string, labels: Labels): string {
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`
}

function fail(line: string): never {
  throw new SyntaxError(`This is no line of metrics: ${line}`)
}
