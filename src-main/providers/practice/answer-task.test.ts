import { expect, test } from 'vitest'
import { answerTask } from './answer-task.ts'

const idle = new AbortController().signal

async function answer(
  commandId: string,
  text: string,
  more: { documents?: string[]; instructions?: string } = {},
): Promise<string> {
  return await answerTask(
    { commandId, text, instructions: more.instructions ?? '' },
    more.documents ?? [],
    idle,
  )
}

const refunds =
  '<document title="Refunds &amp; &quot;returns&quot;">\nWe refund every order within 30 days. Items on sale cannot be returned.\nWrite to the help desk for a label.\n</document>'
const travel =
  '<document title="Travel">\nTrains are booked by the office. Hotels cost at most 120 euros a night.\n</document>'

test.each([
  ['spelling and doubled words', 'I will recieve teh the invoice.', 'I will receive the invoice.'],
  ['capitals at the start of sentences', 'this is it. is this it? yes.', 'This is it. Is this it? Yes.'],
  ['spacing', 'Hello  there ,friend !', 'Hello there, friend!'],
  [
    'the word I',
    'when i came, i saw that i’m late and the door is shut.',
    'When I came, I saw that I’m late and the door is shut.',
  ],
  ['the case of a misspelled word', 'Teh end is near.', 'The end is near.'],
])('fix repairs %s', async (_what, before, after) => {
  expect(await answer('fix', before)).toBe(after)
})

test.each([
  'See e.g. the file config.json, version 1.2.3, at https://example.com/a?b=c now.',
  'iPhone sales had had a good year.\n    indented stays\n- list item\n',
  'Ich weiß, dass es so ist, wie es ist: 3,5 Prozent.',
  'Zażółć gęślą jaźń i idź.',
])('fix leaves right text alone: %s', async (text) => {
  expect(await answer('fix', text)).toBe(text)
})

test('improve takes out filler words and an own Command is treated alike', async () => {
  const text = 'Basically, we just need the report in order to decide.'
  expect(await answer('improve', text)).toBe('We need the report to decide.')
  expect(await answer('my-own-command', text)).toBe('We need the report to decide.')
})

const story = `The invoice of March is wrong. It was raining. The invoice lists a printer that we returned in February.
Lunch was good. Please send a corrected invoice without the printer. See you.`

test('shorten keeps whole sentences in order, up to about half of the text', async () => {
  const short = await answer('shorten', story)
  expect(short.length).toBeLessThanOrEqual(story.length / 2 + 20)
  const positions = short.split('. ').map((sentence) => story.indexOf(sentence.replace(/\.$/, '')))
  expect(positions.every((position, index) => position > (positions[index - 1] ?? -1))).toBe(true)
  expect(short).toContain('invoice')
})

test('summarize lists the sentences with the most frequent words', async () => {
  const lines = (await answer('summarize', story)).split('\n')
  expect(lines).toHaveLength(2)
  expect(lines.every((line) => line.startsWith('- ') && line.includes('invoice'))).toBe(true)
})

test('ask cites the best sentences with their document, and says so when there is none', async () => {
  const documents = [refunds, travel]
  expect(await answer('ask', 'How many days until refunds of an order?', { documents })).toBe(
    'Your Space says:\n- We refund every order within 30 days. (Refunds & "returns")',
  )
  expect(await answer('ask', 'Who may park here?', { documents })).toBe('Your Space has nothing on this.')
  expect(await answer('ask', '', { documents, instructions: 'What may hotels cost?' })).toContain('120 euros')
  expect(await answer('ask', 'Who?')).toContain('No Space is chosen')
})

test('explain quotes the Space and the first sentence', async () => {
  const explained = await answer('explain', 'The order was refunded late. Sorry.', { documents: [refunds] })
  expect(explained).toContain('We refund every order within 30 days. (Refunds & "returns")')
  expect(explained).toContain('The order was refunded late.')
})

test('translate says honestly that it cannot, and keeps the text', async () => {
  expect(await answer('translate', 'Guten Tag')).toMatch(/cannot translate[^]*\n\nGuten Tag$/)
})

test('reply takes up the question', async () => {
  expect(await answer('reply', 'Hi Tom. Could you send the plan? Thanks.')).toContain(
    '“Could you send the plan?”',
  )
})

test('no Command answers with nothing, whatever the text', async () => {
  const commands = ['fix', 'improve', 'shorten', 'summarize', 'explain', 'translate', 'reply', 'ask', 'own']
  for (const command of commands)
    for (const text of ['', '   ', '!!!', 'very ', '漢字', '\u0000\ud800'])
      expect((await answer(command, text)).trim(), `${command} on ${JSON.stringify(text)}`).not.toBe('')
})

test('a megabyte without a line break is worked on in pieces, and can be cancelled in between', async () => {
  const text = 'The quick brown fox jumps over teh lazy dog and runs away from it. '.repeat(15_000)
  for (const command of ['fix', 'shorten', 'summarize']) {
    const stop = new AbortController()
    const reason = new Error('stopped')
    setTimeout(() => stop.abort(reason), 1)
    await expect(answerTask({ commandId: command, text, instructions: '' }, [], stop.signal)).rejects.toBe(
      reason,
    )
  }
  expect((await answer('fix', text)) === text.replaceAll('teh', 'the')).toBe(true)
})
