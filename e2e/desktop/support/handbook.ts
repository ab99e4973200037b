const subjects = [
  'trail lamps',
  'head lamps',
  'camp lanterns',
  'battery packs',
  'solar panels',
  'charging cables',
  'carrying cases',
  'bike lights',
]
const rules = [
  'are sent back free of charge within thirty days of the delivery',
  'come with a warranty of three years on everything but the battery',
  'leave the warehouse on the working day after the order',
  'are named in the singular, without a trademark sign, in every text',
  'may be returned without their box as long as nothing is missing',
]

/** A document of about this many tokens, the same on every call. */
export function handbook(tokens: number): string {
  const lines: string[] = []
  // Four characters are about one token of English.
  for (let index = 0, characters = 0; characters < tokens * 4; index += 1) {
    const line = `${index + 1}. All ${subjects[index % subjects.length] ?? ''} ${rules[index % rules.length] ?? ''} (rule ${index + 1}).`
    lines.push(line)
    characters += line.length
  }
  return lines.join('\n')
}
