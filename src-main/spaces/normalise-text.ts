/**
 * The one form in which texts of a Space are stored, so that the same content always gives the same bytes:
 * no byte order mark, NFC, LF line ends, no white space at the end.
 */
export function normaliseText(text: string): string {
  return text.replace(/^\uFEFF+/, '').replaceAll(/\r\n?/g, '\n').normalize('NFC').trimEnd()
}
