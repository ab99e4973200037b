import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { hotkey, pressKeys, typeText } from './support/keyboard.ts'
import type { Rephlo } from './support/rephlo.ts'
import { createSpace } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

test('SIGTERM ends the program, with code 0, and no process of it is left', async ({ rephlo }) => {
  const main = rephlo.app.process()
  if (main.pid === undefined) throw new Error('The program has no process.')
  const family = await descendantsOf(main.pid)
  expect(family.length, 'its helper processes').toBeGreaterThan(1)
  const ended = once(main, 'exit')
  main.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await expect
    .poll(async () => (await allProcesses()).filter(({ id }) => family.includes(id)), {
      message: 'processes that are left',
    })
    .toEqual([])
})

test('closing the main window leaves the program running, and the hotkey working', async ({ rephlo }) => {
  await (await rephlo.page('main')).close()
  await expect.poll(() => rephlo.windowState('main')).toBeUndefined()
  await rephlo.openPopup()
  await expect((await rephlo.openMain('settings')).getByTestId('settings-version')).toBeVisible()
})

test('the popup comes back after its process died', async ({ rephlo }) => {
  await rephlo.openPopup()
  await pressKeys('Escape')
  await rephlo.expectPopupClosed()
  const before = await popupProcess(rephlo)
  await rephlo.app.evaluate(({ webContents }) => {
    webContents
      .getAllWebContents()
      .find((contents) => contents.getURL().endsWith('popup.html'))
      ?.forcefullyCrashRenderer()
  })
  await expect.poll(() => popupProcess(rephlo), { message: 'the popup has a new process' }).not.toBe(before)
  await expect.poll(() => popupProcess(rephlo), { message: 'which has loaded its page' }).toBeGreaterThan(0)
  await pressKeys(hotkey)
  await expect.poll(() => rephlo.windowState('popup')).toEqual({ visible: true, focused: true })
  await typeText('short')
  await expect
    .poll(() => askPopup(rephlo, 'document.activeElement?.value'), { message: 'what is typed arrives' })
    .toBe('short')
  await expect
    .poll(() => askPopup(rephlo, "document.querySelector('[role=option]')?.dataset.testid"))
    .toBe('command-shorten')
})

test('quitting asks about unsaved changes, and then nothing is half shut down', async ({ rephlo }) => {
  const main = await rephlo.page('main')
  await createSpace(main, 'Handbook')
  await main.getByTestId('document-new').click()
  await main.getByTestId('document-title').fill('Rules')
  await main.getByTestId('document-text').fill('Be kind.')
  await rephlo.app.evaluate(({ app }) => {
    // After the answer to this call, which would be lost otherwise.
    setImmediate(() => app.quit())
  })
  await expect(main.getByText('Leave without saving?')).toBeVisible()
  await main.getByTestId('confirm-cancel').click()
  await expect(main.getByTestId('document-title')).toHaveValue('Rules')
  await rephlo.openPopup()
  await main.getByTestId('document-save').click()
  await main.getByTestId('document-back').click()
  await expect(main.getByText('Rules', { exact: true })).toBeVisible()
})

/** The process behind the popup; 0 while it is gone or loads. */
async function popupProcess(rephlo: Rephlo): Promise<number> {
  return await rephlo.app.evaluate(({ webContents }) => {
    const contents = webContents.getAllWebContents().find((each) => each.getURL().endsWith('popup.html'))
    return contents === undefined || contents.isCrashed() || contents.isLoading()
      ? 0
      : contents.getOSProcessId()
  })
}

/** Evaluates in the popup through the main process, because the test's own connection to a crashed page does not come back. */
async function askPopup(rephlo: Rephlo, script: string): Promise<string> {
  return await rephlo.app.evaluate(async ({ webContents }, asked) => {
    const contents = webContents.getAllWebContents().find((each) => each.getURL().endsWith('popup.html'))
    return String(await contents?.executeJavaScript(asked))
  }, script)
}

interface ProcessEntry {
  readonly id: number
  readonly parent: number
}

/** All processes of this computer, also dead ones that nobody has waited for. */
async function allProcesses(): Promise<ProcessEntry[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries = await Promise.all(
    ids.map(async (id) => {
      const status = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
      const parent = /\) \S (\d+)/.exec(status)?.[1]
      return parent === undefined ? [] : [{ id: Number(id), parent: Number(parent) }]
    }),
  )
  return entries.flat()
}

/** A process with its children, their children, and so on. */
async function descendantsOf(root: number): Promise<number[]> {
  const all = await allProcesses()
  const family = [root]
  for (const id of family) family.push(...all.filter(({ parent }) => parent === id).map((child) => child.id))
  return family
}
