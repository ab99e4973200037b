const largest = 1_000_000_000

/** A typed number of credits (`1,000` or `1000`); undefined when it is no whole number that the gateway takes. */
export function parseCredits(typed: string): number | undefined {
  const text = typed.trim()
  if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(text)) return undefined
  const number = Number(text.replaceAll(',', ''))
  return number <= largest ? number : undefined
}
