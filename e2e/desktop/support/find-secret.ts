import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The files below a folder that contain a text, in UTF-8 or in UTF-16 as Chromium stores some strings. */
export async function findSecret(folder: string, secret: string): Promise<string[]> {
  const needles = [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')]
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const found: string[] = []
  for (const file of files) {
    const bytes = await readFile(file)
    if (needles.some((needle) => bytes.includes(needle))) found.push(file)
  }
  return found
}
