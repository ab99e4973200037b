/** What a keyboard event says about keys; a part of the DOM's KeyboardEvent. */
export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  readonly metaKey: boolean
}

/** What was pressed so far: a usable accelerator, an unfinished one, or one that cannot be used and why. */
export type RecordedKeys =
  | { readonly kind: 'complete'; readonly accelerator: string }
  | { readonly kind: 'partial'; readonly accelerator: string }
  | { readonly kind: 'unusable'; readonly reason: string }

const modifierKeys = new Set(['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'OS', 'Super', 'Hyper'])

const namedKeys: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Enter: 'Return',
  Tab: 'Tab',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  '+': 'Plus',
}

/** Keys by their place on the keyboard, for when Alt or Shift turned the letter into something else. */
const punctuationCodes: Readonly<Record<string, string>> = {
  Space: 'Space',
  Minus: '-',
  Equal: '=',
  BracketLeft: '[',
  BracketRight: ']',
  Backslash: '\\',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Comma: ',',
  Period: '.',
  Slash: '/',
}

function keyName({ key, code }: KeyPress): string | undefined {
  const named = namedKeys[key]
  if (named !== undefined) return named
  if (/^F([1-9]|1\d|2[0-4])$/.test(key)) return key
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase()
  return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? punctuationCodes[code]
}

/** Builds an Electron accelerator (`Control+Alt+Space`) from a key press. */
export function recordKeys(press: KeyPress): RecordedKeys {
  const modifiers = [
    press.ctrlKey && 'Control',
    press.altKey && 'Alt',
    press.shiftKey && 'Shift',
    press.metaKey && 'Super',
  ].filter((name) => name !== false)
  if (modifierKeys.has(press.key)) return { kind: 'partial', accelerator: modifiers.join('+') }
  const key = keyName(press)
  if (key === undefined) return { kind: 'unusable', reason: 'This key cannot be part of a hotkey.' }
  const typesSomething = !press.ctrlKey && !press.altKey && !press.metaKey
  if (typesSomething && !/^F\d+$/.test(key))
    return { kind: 'unusable', reason: 'Add Ctrl, Alt or Super: this key alone is needed for typing.' }
  return { kind: 'complete', accelerator: [...modifiers, key].join('+') }
}
