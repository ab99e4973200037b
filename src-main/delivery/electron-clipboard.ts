import type { ClipboardFormat, SystemClipboard } from './system-clipboard.ts'

/**
 * Electron's clipboard (the promise interface of Electron 45). The module is loaded at first use: Node has
 * none.
 */
export function createElectronClipboard(): SystemClipboard {
  return {
    async read() {
      const { clipboard } = await import('electron')
      const items = await clipboard.read()
      return (await Promise.all(items.map(readItem))).flat()
    },
    async write(formats) {
      const { clipboard, ClipboardItem } = await import('electron')
      const item = new ClipboardItem(
        Object.fromEntries(
          formats.map(({ type, bytes }) => [type, new Blob([new Uint8Array(bytes)], { type })]),
        ),
      )
      await clipboard.write([item])
    },
    async clear() {
      const { clipboard } = await import('electron')
      clipboard.clear()
    },
  }
}

async function readItem(item: Electron.ClipboardItem): Promise<readonly ClipboardFormat[]> {
  return await Promise.all(item.types.map(async (type) => ({ type, bytes: await readType(item, type) })))
}

/**
 * A bookmark is not a Blob; it stays in the list without bytes, so
 * that nobody takes the clipboard for restorable.
 */
async function readType(item: Electron.ClipboardItem, type: string): Promise<Buffer> {
  const value = await item.getType(type)
  return value instanceof Blob ? Buffer.from(await value.arrayBuffer()) : Buffer.alloc(0)
}
