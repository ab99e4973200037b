import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'playwright/test'
import type { Rephlo, WindowName } from './rephlo.ts'

const folder = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))

/** Keeps a picture of a window as it is on the screen, for people to look at. Nothing may stick out of it; a zoomed popup alone scrolls. */
export async function takePicture(rephlo: Rephlo, window: WindowName, name: string): Promise<void> {
  const page = await rephlo.page(window)
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.evaluate(
    'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))',
  )
  await expect
    .poll(
      () =>
        page.evaluate(
          "document.getAnimations().filter(({ effect, playState }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime)).length",
        ),
      { message: 'nothing moves' },
    )
    .toBe(0)
  const [width = 0, roomAside = 0, height = 0, roomBelow = 0] = await page.evaluate<number[]>(
    '(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) => [scrollWidth, clientWidth, scrollHeight, clientHeight])(document.documentElement)',
  )
  expect.soft(width, `${name}: the width that the content needs`).toBeLessThanOrEqual(roomAside)
  const scrolls =
    window === 'main' || (await page.evaluate<boolean>("matchMedia('(max-width: 34rem)').matches"))
  if (!scrolls)
    expect.soft(height, `${name}: the height that the content needs`).toBeLessThanOrEqual(roomBelow)
  const png = await rephlo.app.evaluate(async ({ webContents }, address) => {
    const contents = webContents.getAllWebContents().find((each) => each.getURL() === address)
    return (await contents?.capturePage())?.toPNG().toString('base64') ?? ''
  }, page.url())
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.png`), Buffer.from(png, 'base64'))
}
