import { extname, sep } from 'node:path'

/**
 * The title that a file gives its document, the same for an import and for a folder: its path without the
 * ending, in NFC and without control characters, which file names may hold.
 */
export function titleOfFile(path: string): string {
  return path
    .slice(0, path.length - extname(path).length)
    .split(sep)
    .join('/')
    .normalize('NFC')
    .replaceAll(/\p{Cc}+/gu, ' ')
}
