/**
 * Below U+0300 every text is in NFC already (Unicode Standard Annex 15), and
 * finding that out is far quicker than normalising.
 */
const mayChange = /[\u0300-\uffff]/

/**
 * The one form of every text in a prompt's prefix, so that the same content always gives the same bytes:
 * no byte order mark, NFC, LF line ends, no white space at the end.
 */
export function normaliseText(text: string): string {
  return normaliseCharacters(text.replace(/^\uFEFF+/, '')).trimEnd()
}

/** NFC and LF line ends alone, for texts whose edges matter. */
export function normaliseCharacters(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, '\n')
  return mayChange.test(lines) ? lines.normalize('NFC') : lines
}
