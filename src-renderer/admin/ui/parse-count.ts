/**
 * A typed whole number (`1,000` or `1000`), up to the largest that counts; undefined when it
 * is none: no sign, no exponent, no hexadecimal.
 */
export function parseCount(typed: string, largest: number): number | undefined {
  const text = typed.trim()
  if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(text)) return undefined
  const number = Number(text.replaceAll(',', ''))
  return number <= largest ? number : undefined
}
