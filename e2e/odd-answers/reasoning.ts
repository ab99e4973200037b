import type { OddAnswer } from './odd-answer.ts'
import {
  chat,
  chatEnding,
  chunk,
  doneMark,
  sse,
  usageChunk,
  chatJson,
  json,
  candidate,
  message,
} from './wire.ts'

const mentions = [
  'Wrap thoughts in <think> and </think> tags.',
  'The tag <think> opens a thought.',
  'A thought ends with </think>, they say.',
  'Use `</think>` to close it.',
  'I think, therefore I am.',
  'Is 3 <thirty and > 2?',
  'Type <|im_end|> to end a turn, as the manual says.',
]

/** Nothing but the answer is the answer: what a model thinks inside its text. */
export const reasoning: readonly OddAnswer[] = [
  {
    name: 'a thought before the answer',
    server: chat('<think>\nHm.\n</think>\n\nThe fixed text.'),
    end: 'whole',
  },
  { name: 'an empty thought', server: chat('<think>\n\n</think>\n\n', 'The fixed text.'), end: 'whole' },
  { name: 'blanks before the thought', server: chat('\n \n<think>Hm.</think>The fixed text.'), end: 'whole' },
  { name: '<thinking>', server: chat('<thinking>Let me see.</thinking>\nThe fixed text.'), end: 'whole' },
  { name: '<thought>', server: chat('<thought>\nLet me see.\n</thought>\nThe fixed text.'), end: 'whole' },
  {
    name: '<reasoning>',
    server: chat('<reasoning>Let me see.</reasoning>\n\nThe fixed text.'),
    end: 'whole',
  },
  { name: 'capital letters', server: chat('<THINK>Hm.</THINK>\nThe fixed text.'), end: 'whole' },
  { name: 'an attribute', server: chat('<think effort="low">Hm.</think>\nThe fixed text.'), end: 'whole' },
  {
    name: 'tags split over single characters',
    server: chat(...Array.from('<think>Hm < 3, a > b.</think>\n\nThe fixed text.')),
    end: 'whole',
  },
  {
    name: 'two thoughts one after the other',
    server: chat('<think>One.</think>\n<think>Two.</think>\nThe fixed text.'),
    end: 'whole',
  },
  { name: '[THINK]', server: chat('[THINK]Let me see.[/THINK]The fixed text.'), end: 'whole' },
  { name: 'no opening tag', server: chat('Okay, a fix.\n', '</think>\n\nThe fixed text.'), end: 'whole' },
  {
    name: 'no opening tag, in one piece',
    server: chat('Okay, a fix. It has a mistake.\n</think>\n\nThe fixed text.'),
    end: 'whole',
  },
  {
    name: 'a thought that never ends',
    server: chatEnding('length', '<think>\nI keep on thinking'),
    end: 'empty',
  },
  { name: 'a thought that never ends, stopped', server: chat('<think>\nI keep on thinking'), end: 'empty' },
  { name: 'a thought and nothing else', server: chat('<think>Hm.</think>\n\n'), end: 'empty' },
  {
    name: 'harmony channels',
    server: chat(
      '<|channel|>analysis<|message|>We fix it.<|end|><|start|>assistant',
      '<|channel|>final<|message|>The fixed text.',
    ),
    end: 'whole',
  },
  {
    name: 'harmony channels with an end',
    server: chat(
      '<|start|>assistant<|channel|>analysis<|message|>Hm.<|end|>',
      '<|start|>assistant<|channel|>final<|message|>The fixed text.<|return|>',
    ),
    end: 'whole',
  },
  { name: 'a final channel alone', server: chat('<|channel|>final<|message|>The fixed text.'), end: 'whole' },
  {
    name: 'content as a list of parts',
    server: chat(
      [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }],
      [{ type: 'text', text: 'The fixed ' }],
      'text.',
    ),
    end: 'whole',
  },
  {
    name: 'content as a list of one part',
    server: chat([{ type: 'text', text: 'The fixed text.' }]),
    end: 'whole',
  },
  {
    name: 'reasoning in the list beside the text',
    server: chat([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'The fixed text.' },
    ]),
    end: 'whole',
  },
  {
    name: 'content as an object',
    server: chat({ type: 'text', text: 'The fixed text.' }),
    end: 'whole',
  },
  ...['reasoning', 'reasoning_content', 'thinking'].map((field): OddAnswer => ({
    name: `a field ${field}`,
    server: {
      body:
        sse(
          chunk({ role: 'assistant', content: null, [field]: 'Hm.' }),
          chunk({ content: 'The fixed text.' }),
          chunk({}, 'stop'),
          usageChunk,
        ) + doneMark,
    },
    end: 'whole',
  })),
  {
    name: 'reasoning alone',
    server: { body: sse(chunk({ reasoning_content: 'Hm.' }), chunk({}, 'stop'), usageChunk) + doneMark },
    end: 'empty',
  },
  {
    name: 'a thought in JSON',
    server: json(chatJson('<think>Hm.</think>\n\nThe fixed text.')),
    end: 'whole',
  },
  ...mentions.map((answer): OddAnswer => ({
    name: `a mention: ${answer}`,
    server: chat(answer),
    end: 'whole',
    answer,
  })),
  {
    name: 'a selection with such tags, fixed',
    text: '<think>Teh thought.</think>\nTeh text.',
    server: chat('<think>The thought.</think>\nThe text.'),
    end: 'whole',
    answer: '<think>The thought.</think>\nThe text.',
  },
  {
    name: 'a thought before a selection with such tags',
    text: 'Write <think>teh thought</think> here.',
    server: chat('<think>Hm.</think>\n\nWrite <think>the thought</think> here.'),
    end: 'whole',
    answer: 'Write <think>the thought</think> here.',
  },
  {
    name: 'a thought of Anthropic’s protocol inside the text',
    provider: 'anthropic',
    server: message('<thinking>Hm.</thinking>\n\nThe fixed text.', 'end_turn'),
    end: 'whole',
  },
  {
    name: 'a thought of Gemini’s protocol inside the text',
    provider: 'gemini',
    server: { body: sse(candidate('<think>Hm.</think>\n'), candidate('The fixed text.', 'STOP')) },
    end: 'whole',
  },
]
