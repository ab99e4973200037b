const switches = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
])

/** A switch as people write it, in any case: true, 1, yes, false, 0, no. Undefined for anything else. */
export function readSwitch(text: string): boolean | undefined {
  return switches.get(text.trim().toLowerCase())
}
