import type { ComposedPrompt, TurnBlock } from '../../../src-shared/composed-prompt.ts'
import type { ProviderTask } from '../provider.ts'
import { createBreather } from './breather.ts'
import { formaliseText } from './formal-rules.ts'

/** What a wish in a conversation asks for, by the words that name it; the first that fits. */
const wishes: readonly (readonly [RegExp, string])[] = [
  [/\b(?:short|shorter|shorten|brief|briefer|concise|half)\b/i, 'shorten'],
  [/\b(?:list|bullets?|points?|summary|summari[sz]e|key)\b/i, 'summarize'],
  [/\b(?:formal|polite|politer|professional|official)\b/i, 'formal'],
  [/\b(?:translate|translation|in (?:english|german|french|spanish|italian|dutch))\b/i, 'translate'],
  [/\b(?:fix|correct|spelling|grammar|typos?)\b/i, 'fix'],
  [/\b(?:improve|better|clear|clearer|plain|plainer|simple|simpler)\b/i, 'improve'],
]
/** What is longer is a text to work on, not a wish. */
const longestWish = 300

/**
 * The task of a conversation's next turn; undefined when it brings a text
 * of its own, or when nothing was answered before.
 */
export function followUpTask(prompt: ComposedPrompt, task: ProviderTask): ProviderTask | undefined {
  const turns = prompt.prefix.filter((block) => block.segment === 'conversation')
  const answer = turns.findLast(({ role }) => role === 'assistant')?.text
  if (answer === undefined) return undefined
  const newText = isOldText(turns, task.text) && commandFor(task.text) === undefined ? '' : task.text.trim()
  const wish = [task.instructions.trim(), newText].find((words) => words !== '') ?? ''
  if (wish === '') return { ...task, text: answer }
  const hasOwnText = newText !== '' && (newText !== wish || newText.length > longestWish)
  if (hasOwnText) return undefined
  if (wish.endsWith('?')) return { commandId: 'ask', text: wish, instructions: '' }
  return { commandId: commandFor(wish) ?? 'unknown', text: answer, instructions: '' }
}

/** Answers what only a conversation asks for; undefined leaves the task to the rules of the Commands. */
export async function answerFollowUp(
  { commandId, text }: ProviderTask,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (commandId === 'formal') return await formaliseText(text, createBreather(signal))
  if (commandId !== 'unknown') return undefined
  return (
    'Practice mode works by plain rules, without a language model. In a conversation it knows: shorter, ' +
    `a list, more formal, plainer, corrected. The answer is unchanged:\n\n${text}`
  )
}

function commandFor(wish: string): string | undefined {
  return wish.length > longestWish ? undefined : wishes.find(([words]) => words.test(wish))?.[1]
}

/** The text that the conversation is about already. */
function isOldText(turns: readonly TurnBlock[], text: string): boolean {
  return text.trim() === '' || turns.some((turn) => turn.role === 'user' && turn.text.includes(text.trim()))
}
