import { printableText } from '../../src-shared/printable-text.ts'
import { copySelectedText, type CopiedText } from './copy-fallback.ts'
import type { DeliveryOutcome, TextDelivery } from './delivery.ts'
import { createElectronClipboard } from './electron-clipboard.ts'
import { textFormat } from './system-clipboard.ts'
import { SystemTextDelivery } from './system-text-delivery.ts'
import { ThreadedTextDelivery } from './threaded-text-delivery.ts'
import { loadUiohookKeys } from './uiohook-keys.ts'
import { X11TextDelivery } from './x11-text-delivery.ts'

export interface TextDeliveryOptions {
  /** As `process.platform`. */
  readonly platform: string
  /** As in the environment variable DISPLAY; used on Linux. */
  readonly display: string | undefined
  /** X11: how many times longer than usual other programs may take to answer. */
  readonly patience?: number
  /**
   * X11: the thread's file (x11-delivery-thread). Without it the calling thread serves
   * the clipboard, which must then show no windows.
   */
  readonly threadFile?: URL | string
  /** Windows and macOS: reads the selection again before it is replaced. */
  readonly readSelectedText?: (signal: AbortSignal) => Promise<string | undefined>
}

/** The delivery for this system. Nothing is opened or loaded before the first use. */
export function createTextDelivery(options: TextDeliveryOptions): TextDelivery {
  const { platform, display, threadFile, patience } = options
  if (platform === 'win32' || platform === 'darwin') return createSystemDelivery(platform, options)
  if (display === undefined || display === '') return createUnsupportedDelivery()
  return threadFile === undefined
    ? createX11TextDelivery({ display, patience })
    : new ThreadedTextDelivery(threadFile, { display, patience })
}

export function createX11TextDelivery(options: {
  readonly display: string | undefined
  readonly patience?: number
}): TextDelivery {
  return new X11TextDelivery(options)
}

/**
 * For the capture on Windows and macOS; undefined elsewhere, where the selection can be read without the
 * clipboard.
 */
export function createCopyFallback(
  platform: string,
): ((signal: AbortSignal) => Promise<CopiedText>) | undefined {
  if (platform !== 'win32' && platform !== 'darwin') return undefined
  return async (signal) => {
    const keys = await loadUiohookKeys(platform)
    return keys === undefined
      ? { kind: 'none' }
      : await copySelectedText(createElectronClipboard(), keys, signal)
  }
}

function createSystemDelivery(platform: 'win32' | 'darwin', options: TextDeliveryOptions): TextDelivery {
  let made: Promise<TextDelivery> | undefined
  const make = async (): Promise<TextDelivery> => {
    const { readSelectedText } = options
    return new SystemTextDelivery({
      clipboard: createElectronClipboard(),
      keys: await loadUiohookKeys(platform),
      ...(readSelectedText === undefined ? {} : { readSelectedText }),
    })
  }
  const delivery = (): Promise<TextDelivery> => (made ??= make())
  return {
    deliver: async (request, signal) => await (await delivery()).deliver(request, signal),
    writeClipboardText: async (text) => await (await delivery()).writeClipboardText(text),
    dispose: () => Promise.resolve(),
  }
}

/** Wayland without X11: no program may paste into another there. */
function createUnsupportedDelivery(): TextDelivery {
  const message = 'Wayland does not let one program paste into another. Use Copy and paste the text yourself.'
  return {
    deliver: () =>
      Promise.resolve({ delivered: false, reason: 'unsupported', message } satisfies DeliveryOutcome),
    async writeClipboardText(text) {
      await createElectronClipboard().write(textFormat(printableText(text)))
      return true
    },
    dispose: () => Promise.resolve(),
  }
}
