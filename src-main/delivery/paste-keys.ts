import { keysyms, type Keyboard } from '../x11/keyboard.ts'

/**
 * Where V is on nearly every keyboard, for layouts that name no Latin letters at all (evdev and the older
 * xfree86).
 */
const usualKeycodeOfV = 55
const capitalV = 0x56

/**
 * The keys that paste: Ctrl with the key that gives “v” in the current layout, or in any. A keyboard with no
 * Latin layout pastes by Shift+Insert, which means the same in every toolkit and has no letter in it.
 */
export async function findPasteKeys(keyboard: Keyboard): Promise<readonly number[]> {
  const control = await keyboard.findKey(keysyms.controlLeft)
  const letter = (await keyboard.findKey(keysyms.v)) ?? (await keyboard.findKey(capitalV))
  if (control !== undefined && letter !== undefined) return [control, letter]
  const [shift, insert] = await Promise.all([
    keyboard.findKey(keysyms.shiftLeft),
    keyboard.findKey(keysyms.insert),
  ])
  if (shift !== undefined && insert !== undefined) return [shift, insert]
  return control === undefined ? [] : [control, usualKeycodeOfV]
}

/** The key that collapses a selection to its end. */
export async function findCollapseKeys(keyboard: Keyboard): Promise<readonly number[]> {
  const right = await keyboard.findKey(keysyms.right)
  return right === undefined ? [] : [right]
}
