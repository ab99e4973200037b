import { readElectronClipboardText } from './read-electron-clipboard-text.ts'
import type { SelectionHook } from './selection-hook.ts'
import type { CapturedSelection, SelectionCapture } from './selection.ts'

/** What a synthetic copy brought; the clipboard is as before. */
export type CopiedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly reason: string }

export interface HookCaptureOptions {
  readonly platform: 'win32' | 'darwin'
  readonly loadHook: () => Promise<SelectionHook | undefined>
  readonly copyFallback: ((signal: AbortSignal) => Promise<CopiedText>) | undefined
}

/**
 * File names (Windows) and bundle ids (macOS) of terminals, lower case: pasted text can run as a command
 * there.
 */
const terminalPrograms: ReadonlySet<string> = new Set([
  'windowsterminal.exe',
  'cmd.exe',
  'powershell.exe',
  'pwsh.exe',
  'conhost.exe',
  'openconsole.exe',
  'mintty.exe',
  'putty.exe',
  'wezterm-gui.exe',
  'alacritty.exe',
  'tabby.exe',
  'hyper.exe',
  'warp.exe',
  'com.apple.terminal',
  'com.googlecode.iterm2',
  'net.kovidgoyal.kitty',
  'org.alacritty',
  'com.github.wez.wezterm',
  'co.zeit.hyper',
  'dev.warp.warp-stable',
  'com.mitchellh.ghostty',
])

const notTrusted =
  'macOS does not let Rephlo read selections yet. ' +
  'Allow it in System Settings > Privacy & Security > Accessibility, then press the hotkey again.'
const missing =
  'The package selection-hook is missing, so the selection could not be read. ' +
  'Copy the text and paste it here.'

/** Windows and macOS: accessibility first, then a copy that puts the clipboard back. */
export function createHookSelectionCapture(options: HookCaptureOptions): SelectionCapture {
  let loading: Promise<SelectionHook | undefined> | undefined
  const load = (): Promise<SelectionHook | undefined> => (loading ??= options.loadHook())
  return {
    async warmUp() {
      await load()
    },
    async capture(signal) {
      signal.throwIfAborted()
      const captured = await captureThrough(await load(), options, signal)
      signal.throwIfAborted()
      return captured
    },
    readClipboardText: readElectronClipboardText,
    async dispose() {
      const hook = await loading
      loading = undefined
      hook?.cleanup()
    },
  }
}

async function captureThrough(
  hook: SelectionHook | undefined,
  options: HookCaptureOptions,
  signal: AbortSignal,
): Promise<CapturedSelection> {
  if (options.platform === 'darwin' && hook?.macIsProcessTrusted() === false) return nothing(notTrusted)
  const selection = hook?.getCurrentSelection() ?? undefined
  if (selection !== undefined && selection.text !== '') {
    const { programName, text } = selection
    return {
      text,
      method: 'accessibility',
      source: {
        id: 0,
        applicationName: programName,
        isTerminal: terminalPrograms.has(programName.toLowerCase()),
      },
    }
  }
  const copied = await options.copyFallback?.(signal)
  if (copied?.kind === 'text')
    return { text: copied.text, method: 'clipboard', source: { id: 0, isTerminal: false } }
  if (copied?.kind === 'refused') return nothing(copied.reason)
  return nothing(hook === undefined ? missing : undefined)
}

function nothing(notice?: string): CapturedSelection {
  return {
    text: '',
    source: { id: 0, isTerminal: false },
    method: 'none',
    ...(notice === undefined ? {} : { notice }),
  }
}
