const names: Readonly<Record<string, string>> = { anthropic: 'Anthropic', openai: 'OpenAI', gemini: 'Gemini' }

/** A vendor's name as people write it; one that this page does not know keeps its id. */
export function providerName(id: string): string {
  return names[id] ?? id
}
