/** One format of the clipboard: its MIME type and its bytes. */
export interface ClipboardFormat {
  readonly type: string
  readonly bytes: Buffer
}

/** The clipboard of Windows or macOS, as far as Electron reaches it. */
export interface SystemClipboard {
  read(): Promise<readonly ClipboardFormat[]>
  write(formats: readonly ClipboardFormat[]): Promise<void>
  clear(): Promise<void>
}

/** Types that come back byte for byte when they are written again. */
const restorableTypes: ReadonlySet<string> = new Set(['text/plain', 'text/html', 'text/rtf', 'image/png'])

export type Loan =
  | { readonly kind: 'saved'; readonly formats: readonly ClipboardFormat[] }
  /** reason: a part of a sentence for a person. */
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Copies the clipboard before it is used for something else. Refuses when anything on it could
 * not be put back. An empty list is refused as well: it cannot be told from a clipboard that
 * holds only formats that Electron does not see.
 */
export async function saveClipboard(clipboard: SystemClipboard): Promise<Loan> {
  const formats = await clipboard.read()
  const odd = formats.find(({ type }) => !restorableTypes.has(type))
  if (odd !== undefined)
    return { kind: 'refused', reason: `the clipboard holds ${odd.type}, which could not be put back` }
  if (formats.length === 0)
    return { kind: 'refused', reason: 'the clipboard holds something that could not be put back, or nothing' }
  return { kind: 'saved', formats }
}

/**
 * Puts the saved formats back, unless the clipboard no longer holds what
 * we know to be on it. Resolves to whether it did.
 */
export async function restoreClipboard(
  clipboard: SystemClipboard,
  saved: readonly ClipboardFormat[],
  expected: readonly ClipboardFormat[],
): Promise<boolean> {
  if (!isSame(await clipboard.read(), expected)) return false
  await clipboard.write(saved)
  return true
}

export function textFormat(text: string): readonly ClipboardFormat[] {
  return [{ type: 'text/plain', bytes: Buffer.from(text, 'utf8') }]
}

export function textOf(formats: readonly ClipboardFormat[]): string | undefined {
  return formats.find(({ type }) => type === 'text/plain')?.bytes.toString('utf8')
}

function isSame(one: readonly ClipboardFormat[], other: readonly ClipboardFormat[]): boolean {
  return (
    one.length === other.length &&
    one.every((format) => other.some(({ type, bytes }) => type === format.type && bytes.equals(format.bytes)))
  )
}
