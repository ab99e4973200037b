import { escapePattern } from './prefix-pattern.ts'

/** Tokens that end a turn in the chat templates of models; servers with a wrong template let them through. */
const endTokens = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|eot|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|end_of_turn|>',
  '<|END_OF_TURN_TOKEN|>',
  '<|END_RESPONSE|>',
  '<|end_of_solution|>',
  '<|end_of_box|>',
  '<end_of_turn>',
  '<turn|>',
  '<eos>',
  '</s>',
  '[EOS]',
  '[/INST]',
  '<｜end▁of▁sentence｜>',
  '<|endofassistant|>',
  '<|im_sep|>',
  '<|endofturn|>',
  '[|endofturn|]',
  '<|eos|>',
  '<|EOT|>',
  '<EOT>',
  '<|pad|>',
  '<pad>',
  '<|endofprompt|>',
  '<|assistant_end|>',
  '<|role_end|>',
  '<|separator|>',
  '<|observation|>',
  '<｜end▁of▁turn｜>',
  '[end of text]',
] as const

/** Tokens that begin a turn, with the role that follows them. */
const startTokens = [
  '<|im_start|>assistant',
  '<|im_start|>user',
  '<|im_start|>system',
  '<|im_start|>',
  '<|start|>assistant',
  '<|start|>user',
  '<|start|>',
  '<|message|>',
  '<|start_header_id|>assistant<|end_header_id|>',
  '<|start_header_id|>user<|end_header_id|>',
  '<|begin_of_text|>',
  '<|assistant|>',
  '<|user|>',
  '<|START_OF_TURN_TOKEN|>',
  '<|CHATBOT_TOKEN|>',
  '<|START_RESPONSE|>',
  '<|begin_of_solution|>',
  '<|begin_of_box|>',
  '<start_of_turn>model',
  '<start_of_turn>user',
  '<start_of_turn>',
  '<|turn>model',
  '<|turn>user',
  '<|begin|>assistant<|content|>',
  '<|begin|>assistant',
  '<|assistant_start|>',
  '<|startoftext|>',
  '[|assistant|]',
  '[gMASK]<sop>',
  '<sop>',
  '<bos>',
  '<s>',
  '[INST]',
  '<｜begin▁of▁sentence｜>',
  '<｜Assistant｜>',
  '<｜User｜>',
] as const

export const templateTokens: readonly string[] = [...endTokens, ...startTokens]

/** One token, in the middle of a pattern; the longest one comes first. */
export const tokenPattern = [...templateTokens]
  .sort((one, other) => other.length - one.length)
  .map(escapePattern)
  .join('|')

/** `</s><s>` is HTML as well. */
const isModelTalk = (token: string) => token !== '<s>' && token !== '</s>'
const oneOf = (tokens: readonly string[]) => tokens.filter(isModelTalk).map(escapePattern).join('|')
const nextTurn = new RegExp(`(?:${oneOf(endTokens)})\\s*(?:${oneOf(startTokens)})`)

/**
 * Where a turn ends in a text and another one begins, which is the model talking to itself; -1 where none
 * does.
 */
export function nextTurnAt(text: string): number {
  return text.search(nextTurn)
}

/** The token that a text ends with; undefined when it ends with none. What is struck out ends with HTML. */
export function tokenAtEnd(text: string): string | undefined {
  const last = templateTokens.find((token) => text.endsWith(token))
  return last === '</s>' && text.includes('<s>') ? undefined : last
}

/** The token that a text begins with, the longest one; undefined when there is none. */
export function tokenAtStart(text: string): string | undefined {
  return templateTokens
    .filter((token) => text.startsWith(token))
    .reduce<string | undefined>(
      (longest, token) => (token.length > (longest?.length ?? 0) ? token : longest),
      undefined,
    )
}

const longestToken = Math.max(...templateTokens.map(({ length }) => length))

/** From where on a text's end may become a token; its length when it cannot. */
export function partialTokenAt(text: string): number {
  for (let at = Math.max(0, text.length - longestToken + 1); at < text.length; at += 1) {
    const rest = text.slice(at)
    if (templateTokens.some((token) => token.length > rest.length && token.startsWith(rest))) return at
  }
  return text.length
}
