import { answerTask } from '../../src-main/providers/practice/answer-task.ts'

/**
 * The lab's own answer: the selected text with its spelling fixed by the practice rules, so that it is known
 * beforehand.
 */
export async function defaultAnswer(lastMessage: string): Promise<string> {
  const text = /<(text(?:-\d+)?)>\n([^]*)\n<\/\1>/.exec(lastMessage)?.[2] ?? lastMessage
  return await answerTask({ commandId: 'fix', text, instructions: '' }, [], new AbortController().signal)
}
