import { fixed, type OddAnswer } from './odd-answer.ts'
import { chat, chatJson, chunk, doneMark, json, message, named, sse, usageChunk } from './wire.ts'

const whole = (name: string, ...pieces: readonly unknown[]): OddAnswer => ({
  name,
  server: chat(...pieces),
  end: 'whole',
})

/** Thoughts as more models leave them in their text. */
export const moreThoughts: readonly OddAnswer[] = [
  whole('R1-Zero’s <answer>', '<think>Hm.</think>\n<answer>The fixed text.</answer>'),
  whole(
    'Hunyuan’s <answer> on lines of its own',
    '<think>\nHm.\n</think>\n<answer>\nThe fixed text.\n</answer>',
  ),
  whole('Granite’s <response>', '<think>Hm.</think><response>The fixed text.</response>'),
  whole('◁think▷', '◁think▷Hm.◁/think▷The fixed text.'),
  whole('[THINK] in pieces', '[TH', 'INK]Hm', '.[/TH', 'INK]The fixed text.'),
  whole('Seed’s', '<seed:think>Hm.</seed:think>The fixed text.'),
  whole(
    'Cohere’s',
    '<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>The fixed ' + 'text.<|END_RESPONSE|>',
  ),
  whole('GLM’s box', '<think>Hm.</think>\n<|begin_of_box|>The fixed text.<|end_of_box|>'),
  whole('an empty element', '<think/>\n\nThe fixed text.'),
  whole('an empty element with a blank', '<think />The fixed text.'),
  whole('a second closing tag', '<think>Hm.</think>\n</think>\n\nThe fixed text.'),
  whole('a second opening tag', '<think>\n<think>\nHm.\n</think>\n\nThe fixed text.'),
  whole('a thought with a fence', '<think>\n```\ncode\n```\n</think>\nThe fixed text.'),
  whole(
    'a thought that quotes the tag',
    '<think>\nThey say `</think>` is a tag.\n</think>\n\nThe fixed text.',
  ),
  whole('Solar’s', '<|think|>Hm.<|end|><|begin|>assistant<|content|>The fixed text.'),
  whole('Apertus’', '<|inner_prefix|>Hm.<|inner_suffix|>The fixed text.'),
  whole(
    'harmony, analysis and commentary',
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>So.<|end|>' +
      '<|start|>assistant<|channel|>final<|message|>The ' +
      'fixed text.<|return|>',
  ),
  whole('harmony without special tokens', 'analysisWe fix it.assistantfinalThe fixed text.'),
  whole(
    'harmony with a constraint',
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final ' +
      '<|constrain|>text<|message|>The fixed text.',
  ),
  whole('a thought in the content and in a field', '<think>Hm.</think>The fixed text.'),
  whole('</thought> alone', 'I see a mistake.\n</thought>\n\nThe fixed text.'),
  whole('</thinking> alone', 'I see a mistake.</thinking>\nThe fixed text.'),
  whole('blanks in the tag', '< think >Hm.</ think >The fixed text.'),
  whole('an upper-case pair of Kimi’s kind, split', '◁thi', 'nk▷Hm.◁/', 'think▷The fixed text.'),
  whole('windows line ends', '<think>\r\nHm.\r\n</think>\r\n\r\nThe fixed text.'),
  whole('a thought of a list', '<think>\n1. Teh -> The\n2. Done.\n</think>\n\nThe fixed text.'),
  whole('<thoughts>', '<thoughts>Hm.</thoughts>\nThe fixed text.'),
  whole('<internal_thoughts>', '<internal_thoughts>Hm.</internal_thoughts>\nThe fixed text.'),
  ...['reasoning_details', 'reasoning_text', 'thoughts', 'thinking_blocks'].map((field): OddAnswer => ({
    name: `a field ${field}`,
    server: {
      body:
        sse(
          chunk({ content: '', [field]: [{ type: 'reasoning.text', text: 'Hm.' }] }),
          chunk({ content: fixed }),
          chunk({}, 'stop'),
          usageChunk,
        ) + doneMark,
    },
    end: 'whole',
  })),
  {
    name: 'reasoning in JSON',
    server: json(chatJson(fixed, { reasoning_content: 'Hm.', reasoning: 'Hm.' })),
    end: 'whole',
  },
  {
    name: 'a list of summaries and texts',
    server: chat([
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'text', text: fixed },
    ]),
    end: 'whole',
  },
  {
    name: 'redacted thinking in a list',
    server: chat([
      { type: 'redacted_thinking', data: 'x' },
      { type: 'text', text: fixed },
    ]),
    end: 'whole',
  },
  {
    name: 'Anthropic’s thinking block',
    provider: 'anthropic',
    server: {
      body: named(
        { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', content: [] } },
        { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'x' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: fixed } },
        { type: 'content_block_stop', index: 1 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
        { type: 'message_stop' },
      ),
    },
    end: 'whole',
  },
  {
    name: 'Anthropic’s message as JSON, with a thinking block',
    provider: 'anthropic',
    server: json({
      id: 'm',
      type: 'message',
      role: 'assistant',
      model: 'x',
      content: [
        { type: 'thinking', thinking: 'Hm.', signature: 's' },
        { type: 'text', text: fixed },
      ],
      stop_reason: 'end_turn',
      usage: { input_tokens: 120, output_tokens: 4 },
    }),
    end: 'whole',
  },
  {
    name: '</think> alone, by Anthropic’s protocol',
    provider: 'anthropic',
    server: message('Hm, a mistake.\n</think>\n\nThe fixed text.', 'end_turn'),
    end: 'whole',
  },
  {
    name: 'Gemini’s thought as a part',
    provider: 'gemini',
    server: {
      body: sse(
        { candidates: [{ content: { parts: [{ text: 'Hm.', thought: true }] } }] },
        {
          candidates: [
            { content: { parts: [{ text: fixed, thoughtSignature: 'x' }] }, finishReason: 'STOP' },
          ],
        },
      ),
    },
    end: 'whole',
  },
]
