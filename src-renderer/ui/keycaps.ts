const names: Readonly<Record<string, string>> = {
  control: 'Ctrl',
  ctrl: 'Ctrl',
  commandorcontrol: 'Ctrl',
  cmdorctrl: 'Ctrl',
  command: '⌘',
  cmd: '⌘',
  option: 'Alt',
  altgr: 'AltGr',
  super: 'Super',
  meta: 'Super',
  return: 'Enter',
  escape: 'Esc',
  plus: '+',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
}

/**
 * The keys of an Electron accelerator as they are written on a keyboard:
 * `Control+Alt+Space` is `Ctrl`, `Alt`, `Space`.
 */
export function keycapsOf(accelerator: string): string[] {
  return accelerator
    .split('+')
    .filter((key) => key !== '')
    .map((key) => names[key.toLowerCase()] ?? key)
}
