import type { OddAnswer } from './odd-answer.ts'
import { chat } from './wire.ts'

const tokens = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '<|end|>',
  '</s>',
  '<end_of_turn>',
  '<｜end▁of▁sentence｜>',
  '<|im_end|>\n<|endoftext|>',
]

/** Wrappers, blank edges and stray tokens around the answer of a rewriting Command. */
export const wrappers: readonly OddAnswer[] = [
  { name: 'a fence', server: chat('```\nThe fixed text.\n```'), end: 'whole' },
  { name: 'a fence with a language', server: chat('```markdown\nThe fixed text.\n```\n'), end: 'whole' },
  { name: 'a fence of tildes', server: chat('~~~text\nThe fixed text.\n~~~'), end: 'whole' },
  {
    name: 'a fence in pieces',
    server: chat('`', '``mark', 'down\nThe fixed', ' text.\n`', '``'),
    end: 'whole',
  },
  { name: '<text>', server: chat('<text>\nThe fixed text.\n</text>'), end: 'whole' },
  { name: '<text> in pieces', server: chat('<te', 'xt>\nThe fixed text.\n</t', 'ext>'), end: 'whole' },
  { name: '<text> on one line', server: chat('<text>The fixed text.</text>'), end: 'whole' },
  { name: '<text> in a fence', server: chat('```\n<text>\nThe fixed text.\n</text>\n```'), end: 'whole' },
  ...tokens.map((token): OddAnswer => ({
    name: `a token ${token.trim()}`,
    server: chat(`The fixed text.${token}`),
    end: 'whole',
  })),
  { name: 'a token at the start', server: chat('<|im_start|>assistant\nThe fixed text.'), end: 'whole' },
  {
    name: 'a token after a thought',
    server: chat('<think>Hm.</think>The fixed text.<|im_end|>'),
    end: 'whole',
  },
  { name: 'a token in pieces', server: chat('The fixed text.<|im', '_end|>'), end: 'whole' },
  { name: 'blank lines first', server: chat('\n\nThe fixed text.'), end: 'whole' },
  { name: 'blank lines last', server: chat('The fixed text.', '\n', '\n\n'), end: 'whole' },
  { name: 'nothing but blanks', server: chat('  \n\n \t'), end: 'empty' },
  { name: 'nothing but a token', server: chat('<|im_end|>'), end: 'empty' },
  { name: 'an empty fence', server: chat('```\n```'), end: 'empty' },
  { name: 'no content', server: chat(''), end: 'empty' },
  {
    name: 'a fence around a selection with a fence',
    text: '```\nteh code\n```',
    server: chat('```\nthe code\n```'),
    end: 'whole',
    answer: '```\nthe code\n```',
  },
  {
    name: 'a fence inside a text',
    server: chat('Run this:\n\n```\nls\n```\n\nThat is all.'),
    end: 'whole',
    answer: 'Run this:\n\n```\nls\n```\n\nThat is all.',
  },
  {
    name: 'two fences',
    server: chat('```\none\n```\n\n```\ntwo\n```'),
    end: 'whole',
    answer: '```\none\n```\n\n```\ntwo\n```',
  },
  {
    name: 'a selection in <text>',
    text: '<text>teh words</text>',
    server: chat('<text>the words</text>'),
    end: 'whole',
    answer: '<text>the words</text>',
  },
  {
    name: 'a list that begins with a fence',
    server: chat('```sh\nls\n```\n\nlists files.'),
    end: 'whole',
    answer: '```sh\nls\n```\n\nlists files.',
  },
]
