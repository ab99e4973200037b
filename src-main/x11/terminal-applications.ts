/**
 * WM_CLASS names (lower case) of terminal emulators. A paste into one of them may run as a
 * command, and Ctrl+V or Ctrl+C means something else to the program inside. A name that
 * ends with `term` or `terminal` counts as well.
 */
const terminalNames: ReadonlySet<string> = new Set([
  'alacritty',
  'blackbox',
  'com.raggesilver.blackbox',
  'contour',
  'cool-retro-term',
  'deepin-terminal',
  'dev.warp.warp',
  'foot',
  'footclient',
  'gnome-terminal-server',
  'guake',
  'hyper',
  'kgx',
  'kitty',
  'konsole',
  'mlterm',
  'org.gnome.console',
  'org.gnome.ptyxis',
  'ptyxis',
  'rio',
  'rxvt',
  'sakura',
  'st',
  'st-256color',
  'tabby',
  'terminator',
  'terminology',
  'termite',
  'tilda',
  'tilix',
  'tmux',
  'urxvt',
  'wave',
  'wezterm-gui',
  'org.wezfurlong.wezterm',
  'xfce4-terminal',
  'yakuake',
  'zutty',
])

/** applicationName as reported by WM_CLASS. */
export function isTerminalApplication(applicationName: string | undefined): boolean {
  if (applicationName === undefined) return false
  const name = applicationName.toLowerCase()
  return terminalNames.has(name) || /term(inal)?$/u.test(name)
}
