import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import type { Page } from 'playwright'

const folder = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))

/** Keeps a picture of a window for people to look at; its fonts are loaded and nothing moves. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'initial' })
}
