const linkingWord = /^\s*(?:and|or|und|oder|et|ou|y|o|e|to|with|&|\/|,|…|\.{3}|–|—|-)?\s*$/i

/** Whether this stands between two marks that are only spoken of, as in “<think> and </think>”. */
export function isBetweenMentions(text: string): boolean {
  return isShort(text) && linkingWord.test(text)
}

/** Whether a text is so short that, given more, it may still stand between two mentions. */
export function isShort(text: string): boolean {
  return text.length <= 12 && text.trim().length <= 4
}
