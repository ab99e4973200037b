import { answerTask } from '../../src-main/providers/practice/answer-task.ts'

/** The lab's own answer: the selected text with its spelling fixed by the practice rules, so that it is known beforehand. */
export async function defaultAnswer(lastMessage: string): Promise<string> {
  const text = /<text>\n([^]*)\n<\/text>/.exec(lastMessage)?.[1] ?? lastMessage
  return await answerTask({ commandId: 'fix', text, instructions: '' }, [], new AbortController().signal)
}
