import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnswerPurpose } from './frame-answer.ts'
import { answerIn, joinAnswer, readAnswer } from './read-answer.ts'

const rewriting = (selection = 'teh fixed text.'): AnswerPurpose => ({
  selection,
  given: selection,
  asked: selection,
  rewrites: true,
})
const asking: AnswerPurpose = {
  selection: '',
  given: 'How do they think?',
  asked: 'How do they think?',
  rewrites: false,
}
const fixed = 'The fixed text.'

test.each([
  ['a block', '<think>\nThe user wants a fix.\nSo I fix it.\n</think>\n\nThe fixed text.'],
  ['another name', '<thinking>Let me see.</thinking>\nThe fixed text.'],
  ['capitals and attributes', '<Thought kind="deep">Hm.</THOUGHT>\n\nThe fixed text.'],
  ['blanks within the tag', '< think >Hm.</ think >The fixed text.'],
  ['brackets', '[THINK]Let me see.[/THINK]The fixed text.'],
  ['diamonds', '◁think▷Let me see.◁/think▷The fixed text.'],
  ['an empty block', '<think>\n\n</think>\n\nThe fixed text.'],
  ['a closing mark alone', '</think>\n\nThe fixed text.'],
  ['several blocks', '<think>One.</think>\n<reasoning>Two.</reasoning>\n\nThe fixed text.'],
  ['blocks within blocks', '<think>a <think>b</think> c</think>\nThe fixed text.'],
  ['no opening', 'Okay, a fix.\n</think>\n\nThe fixed text.'],
  ['no opening, on one line', 'Okay, a fix.</think>The fixed text.'],
  ['no opening, between sentences', 'Okay, a fix. </think> The fixed text.'],
  ['a tag spoken of in a thought', '<think>I write no `<think>` tag.</think>The fixed text.'],
  ['words behind blanks', '<think>Hm, a fix. </think> The fixed text.'],
  ['a thought in code', '<think>\n```js\nlet a\n```\n</think>\n\nThe fixed text.'],
  [
    'vertical bars',
    '<|begin_of_thought|>Hm.<|end_of_thought|><|begin_of_solution|>The fixed text.<|end_of_solution|>',
  ],
  ['START and END', '<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>The fixed text.<|END_RESPONSE|>'],
  ['a named channel', '<|channel>thought\nHm.<channel|>The fixed text.'],
  ['a prefix of names', '<seed:think>Hm.</seed:think>The fixed text.'],
  [
    'channels',
    '<|channel|>analysis<|message|>Hm.<|end|>' +
      '<|start|>assistant<|channel|>final<|message|>The fixed text.<|return|>',
  ],
  [
    'channels from the start',
    '<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>\n' +
      '<|start|>assistant<|channel|>final <|constrain|>text<|message|>The fixed text.',
  ],
  [
    'channels without their beginning',
    'We fix it.<|end|><|start|>assistant<|channel|>final<|message|>The fixed text.',
  ],
  ['what a tokenizer leaves of channels', 'analysisWe need to fix it.assistantfinalThe fixed text.'],
  ['a turn before the block', '<|im_start|>assistant\n<think>Hm.</think>\nThe fixed text.<|im_end|>'],
])('a thought is no answer: %s', (_name, text) => {
  expect(answerIn(text, rewriting())).toBe(fixed)
})

test.each([
  ['cut in its thought', '<think>\nI keep on thinking'],
  ['cut in its analysis', '<|channel|>analysis<|message|>I keep on thinking'],
  ['cut right behind', '<think>I keep on</think>\n\n'],
  ['blanks', '  \n \n'],
  ['a token', '<|im_end|>'],
  ['an empty fence', '```\n```'],
])('an answer that never came is empty: %s', (_name, text) => {
  expect(answerIn(text, rewriting())).toBe('')
})

test.each([
  'Wrap thoughts in <think> and </think> tags.',
  '<think> and </think> are the tags that models write.',
  'The tag </think> ends a thought.',
  'It ends with “</think>”, as `</think>` shows.',
  'Marks:\n\n- </think>\n- <think>',
  'Code:\n\n```\n<think>\nHm.\n</think>\n```\n\nThat is all.',
  'The assistantfinal marker is no word.',
  'a < b and c > d, [THIN] and <thin> are no marks',
  'The generic Array<Thought> is a type.',
])('a text that only speaks of marks stays: %s', (text) => {
  expect(answerIn(text, rewriting())).toBe(text)
  expect(answerIn(text, asking)).toBe(text)
})

test.each([
  ['<think>\nteh reason\n</think>\nAnswer.', '<think>\nThe reason.\n</think>\nAnswer.'],
  ['Models write\n</think>\nbefor they answer.', 'Models write\n</think>\nbefore they answer.'],
  ['Use <|channel|>final<|message|> her.', 'Use <|channel|>final<|message|> here.'],
  ['It ends in <|im_end|>', 'It ends in <|im_end|>'],
  ['<text>\nteh text\n</text>', '<text>\nThe text.\n</text>'],
  ['```\nteh text\n```', '```\nThe text.\n```'],
])('marks of the person’s own text stay in its answer: %s', (selection, text) => {
  expect(answerIn(text, rewriting(selection))).toBe(text)
})

test('a thought before an answer that has the person’s own marks is no answer', () => {
  const own = '<think>\nteh reason\n</think>\nAnswer.'
  const answer = '<think>\nThe reason.\n</think>\nAnswer.'
  expect(answerIn(`<think>\nI fix it.\n</think>\n\n${answer}`, rewriting(own))).toBe(answer)
  const spoken = 'Wrap thoughts in <think> and </think> tags.'
  expect(
    answerIn(`<think>\nThe tags <think> and </think> stay.\n</think>\n\n${spoken}`, rewriting(spoken)),
  ).toBe(spoken)
  expect(answerIn(`It has </think> in it.\n</think>\n\n${spoken}`, rewriting(spoken))).toBe(spoken)
})

test.each([
  ['a fence', '```markdown\nThe fixed text.\n```\n'],
  ['a fence of tildes', '~~~\nThe fixed text.\n~~~'],
  ['a fence on one line', '```The fixed text.```'],
  ['our element', '<text>\nThe fixed text.\n</text>'],
  ['our element of another name', '<text-4f2a>\nThe fixed text.\n</text-4f2a>'],
  ['an answer element', '<answer>The fixed text.</answer>'],
  ['our element’s end', 'The fixed text.\n</text>'],
  ['our elements’ ends', 'The fixed text.\n</text>\n</task>'],
  ['a token', 'The fixed text.<|im_end|>'],
  ['another token', 'The fixed text.</s>'],
  ['tokens at both ends', '<s>The fixed text.<｜end▁of▁sentence｜>\n'],
  ['an instruction’s end', ' [/INST] The fixed text.'],
  ['another turn', 'The fixed text.<|im_end|>\n<|im_start|>user\nThanks!<|im_end|>'],
  ['all at once', '<think>Hm.</think>\n\n```\n<text>\nThe fixed text.\n</text>\n```<|im_end|>'],
  ['blank lines', '\n\n The fixed text.\n\n\n'],
])('what stands around a rewritten text is off: %s', (_name, text) => {
  expect(answerIn(text, rewriting())).toBe(fixed)
})

test.each([
  '```js\nlet a\n```\n\n```js\nlet b\n```',
  'Here it is:\n\n```js\nlet a\n```',
  '```js\nlet a\n```\nThat is all.',
  '<text>One.</text>\n<text>Two.</text>',
  '<text>One.</text> and more',
  'The `<text>` element, as in <text>a</text>',
  'Press `a` or ~b~',
])('what stands around a part of an answer stays: %s', (text) => {
  expect(answerIn(text, rewriting())).toBe(text)
})

test('a markdown fence around a text with fences of its own is off', () => {
  const inner = 'Do this:\n\n```js\nlet a\n```\n\nDone.'
  expect(answerIn(`\`\`\`markdown\n${inner}\n\`\`\``, rewriting())).toBe(inner)
})

test('a fence stays where no text is rewritten, and so does a token that is spoken of', () => {
  expect(answerIn('```js\nlet a\n```', asking)).toBe('```js\nlet a\n```')
  expect(answerIn('The token is <|im_end|>', asking)).toBe('The token is <|im_end|>')
  expect(answerIn('An answer.<|im_end|>', asking)).toBe('An answer.')
})

test('the first line is indented as the selection was', () => {
  expect(answerIn('\n    return a\n', rewriting('    retrun a\n'))).toBe('    return a')
  expect(answerIn('```\n    return a\n```', rewriting('    retrun a\n'))).toBe('    return a')
  expect(answerIn('    return a', rewriting('retrun a'))).toBe('return a')
  expect(answerIn('    return a', asking)).toBe('    return a')
})

test('an opening that is missing takes back what was shown, and the answer begins anew', () => {
  const reader = readAnswer(rewriting())
  expect(reader.push('Okay, a fix.')).toEqual([{ kind: 'text', text: 'Okay, a fix.' }])
  expect(reader.push('\n</think>\n\nThe')).toEqual([{ kind: 'retracted' }, { kind: 'text', text: 'The' }])
})

test('ordinary text is not held back', () => {
  const reader = readAnswer(rewriting())
  for (const word of ['One', ' two', ' <b>three</b>', ' a < b', ' [1]', ' | x |', ' 100 %.'])
    expect(joinAnswer(reader.push(word))).toBe(word)
  expect(reader.end()).toEqual([])
})

const fragment = fc.oneof(
  fc.constantFrom(
    ...['<think>', '</think>', '<thinking>', '</thinking>', '[THINK]', '[/THINK]', '<|channel|>', 'analysis'],
    ...[
      'final',
      '<|message|>',
      '<|start|>',
      'assistant',
      '<|end|>',
      '<|im_end|>',
      '<|im_start|>',
      'user',
      '</s>',
    ],
    ...[
      '```',
      '```js',
      '`',
      '~~~',
      '<text>',
      '</text>',
      '\n',
      '\n\n',
      ' ',
      '.',
      'Hm',
      'and',
      '<',
      'a',
      '😀',
      '\u001b[31m',
    ],
    ...[
      'assistantfinal',
      '\u001b]0;title\u0007',
      '\r\n',
      '\r',
      '\0',
      '\ud83d',
      '<|channel>thought',
      '<channel|>',
    ],
  ),
  fc.string({ maxLength: 6 }),
)
const anyPurpose = fc.record({
  selection: fc.constantFrom(
    '',
    'a text',
    '  a text',
    '<think>\na\n</think>',
    'in <think> and </think>',
    '```\na\n```',
  ),
  rewrites: fc.boolean(),
})

test('pieces of any size give the same answer as the whole', () => {
  const cases = fc.tuple(
    fc.array(fragment, { maxLength: 14 }),
    fc.array(fc.nat(12), { maxLength: 40 }),
    anyPurpose,
  )
  fc.assert(
    fc.property(cases, ([fragments, cuts, { selection, rewrites }]) => {
      const text = fragments.join('')
      const purpose = { selection, given: selection, asked: selection, rewrites }
      const reader = readAnswer(purpose)
      const pieces = []
      let at = 0
      for (const size of cuts) pieces.push(...reader.push(text.slice(at, (at += size + 1))))
      pieces.push(...reader.push(text.slice(at)), ...reader.end())
      expect(joinAnswer(pieces)).toBe(answerIn(text, purpose))
    }),
    { numRuns: 3_000 },
  )
})

test('a text without marks is its own answer, but for blank edges', () => {
  const words = fc.string({
    unit: fc.constantFrom(...Array.from('abc .,;:<>[]{}|/&*_#=+-()"\'é漢\n\t')),
    maxLength: 80,
  })
  fc.assert(
    fc.property(words, (text) => {
      expect(answerIn(text, asking)).toBe(text.trimEnd().replace(/^(?:[^\S\n]*\n)+/, ''))
    }),
    { numRuns: 1_000 },
  )
})
