import type { ProviderTask } from '../provider.ts'
import { createBreather, type Breather } from './breather.ts'
import { shortenText, summarizeText } from './condense-rules.ts'
import { findInSpace, type SpaceSentence } from './find-in-space.ts'
import { fixText, improveText } from './rewrite-rules.ts'
import { contentWords, splitSentences } from './sentences.ts'

const citedSentences = 3
const quoteLength = 200

/**
 * Answers by plain rules: nothing is generated, everything is taken from the text and the documents. Never
 * empty. Rejects with the signal's reason when aborted.
 */
export async function answerTask(
  task: ProviderTask,
  documents: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const breathe = createBreather(signal)
  const hasQuestion = task.commandId === 'ask' && task.instructions !== ''
  if (task.text.trim() === '' && !hasQuestion)
    return 'Practice mode found no text to work on. Select or type some text and run the Command again.'
  const answer = await answerByRule(task, documents, breathe)
  return answer.trim() === '' ? task.text : answer
}

async function answerByRule(
  task: ProviderTask,
  documents: readonly string[],
  breathe: Breather,
): Promise<string> {
  switch (task.commandId) {
    case 'fix':
      return await fixText(task.text, breathe)
    case 'shorten':
      return await shortenText(task.text, breathe)
    case 'summarize':
      return await summarizeText(task.text, breathe)
    case 'explain':
      return await explain(task.text, documents, breathe)
    case 'translate':
      return (
        'Practice mode works by plain rules, without a language model, and cannot translate. ' +
        `The text is unchanged:\n\n${task.text}`
      )
    case 'reply':
      return await reply(task.text, documents, breathe)
    case 'ask':
      return await ask(task, documents, breathe)
    default:
      return await improveText(task.text, breathe)
  }
}

async function explain(text: string, documents: readonly string[], breathe: Breather): Promise<string> {
  const found = await findInSpace(documents, text, citedSentences, breathe)
  const [first = text.trim()] = await splitSentences(text.slice(0, 20_000), breathe)
  const says =
    found.length > 0 ? `From your Space:\n${cite(found)}` : `Key words: ${keyWords(text).join(', ')}`
  return `${says}\n\nThe text begins: ${first}`
}

async function reply(text: string, documents: readonly string[], breathe: Breather): Promise<string> {
  const sentences = await splitSentences(text.slice(0, 20_000), breathe)
  const question = sentences.find((sentence) => sentence.endsWith('?'))
  const subject =
    question ?? sentences.find((sentence) => contentWords(sentence).length > 2) ?? sentences[0] ?? text.trim()
  const quoted = subject.length > quoteLength ? `${subject.slice(0, quoteLength).trimEnd()}…` : subject
  const taken = question === undefined ? `I have read what you wrote: “${quoted}”` : `You asked: “${quoted}”`
  const found = await findInSpace(documents, text, citedSentences, breathe)
  const answer =
    found.length > 0
      ? `This is what applies:\n\n${found.map(({ sentence }) => `- ${sentence}`).join('\n')}`
      : 'I will look into it and come back to you shortly.'
  return `Hello,\n\nthank you for your message. ${taken}\n\n${answer}\n\nKind regards`
}

async function ask(task: ProviderTask, documents: readonly string[], breathe: Breather): Promise<string> {
  if (documents.length === 0)
    return 'No Space is chosen, so there is nothing to look in. Pick a Space and ask again.'
  const question = `${task.instructions}\n${task.text}`
  const found = await findInSpace(documents, question, citedSentences, breathe)
  return found.length > 0 ? `Your Space says:\n${cite(found)}` : 'Your Space has nothing on this.'
}

function cite(found: readonly SpaceSentence[]): string {
  return found.map(({ sentence, title }) => `- ${sentence}${title === '' ? '' : ` (${title})`}`).join('\n')
}

function keyWords(text: string): string[] {
  const words = text.slice(0, 20_000).match(/[\p{L}\p{N}]{4,}/gu) ?? []
  const distinct = new Map(words.map((word) => [word.toLowerCase(), word]))
  return [...distinct.values()]
    .filter((word) => contentWords(word).length > 0)
    .toSorted((one, other) => other.length - one.length)
    .slice(0, 5)
}
