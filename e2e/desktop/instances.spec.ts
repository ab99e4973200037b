import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { electronPath } from '../../scripts/electron-path.mjs'
import { Mousepad } from './support/mousepad.ts'
import { electronEnvironment, projectFolder, Rephlo, rootSwitches } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('a second start ends at once and brings the first one to the front; with --assist it opens the popup', async ({
  rephlo,
  dataFolder,
  folder,
}) => {
  await using mousepad = await Mousepad.open(folder, 'Selected here.')
  await mousepad.selectAll()
  expect(await rephlo.windowState('main')).toMatchObject({ focused: false })
  const second = await startAgain(dataFolder)
  expect(second).toMatchObject({ exitCode: 0 })
  expect(second.printed).toContain('already running')
  await expect.poll(() => rephlo.windowState('main')).toEqual({ visible: true, focused: true })

  await mousepad.activate()
  expect(await startAgain(dataFolder, '--assist')).toMatchObject({ exitCode: 0 })
  await expect.poll(() => rephlo.windowState('popup')).toEqual({ visible: true, focused: true })
  const popup = await rephlo.page('popup')
  await expect(popup.getByTestId('popup-text')).toHaveValue('Selected here.')
})

test('a hotkey that another program holds is shown on Start and in Settings, and another one works', async ({
  rephlo,
  folder,
}) => {
  await expect((await rephlo.page('main')).getByTestId('start-hotkey')).toContainText(
    'opens Rephlo in every program',
  )
  await using late = await Rephlo.launch({ dataFolder: join(folder, 'other-data') })
  const main = await late.page('main')
  await expect(main.getByTestId('notice-hotkey')).toContainText('could not be registered')
  await expect(main.getByTestId('start-hotkey')).toContainText('does not work yet')
  await main.getByTestId('start-change-hotkey').click()
  await expect(main.getByTestId('hotkey-problem')).toContainText('another program or the system uses it')
  await main.getByTestId('hotkey-recorder').click()
  await main.keyboard.press('Control+Alt+KeyJ')
  await expect(main.getByTestId('hotkey-problem')).toHaveCount(0)
  await late.openPopup('ctrl+alt+j')
  expect(await rephlo.windowState('popup'), 'the first one did not take it').toMatchObject({ visible: false })
  await main.getByTestId('nav-start').click()
  await expect(main.getByTestId('start-hotkey')).toContainText('opens Rephlo in every program')
  await expect(main.getByTestId('notice-hotkey'), 'the warning does not outlive its reason').toHaveCount(0)
})

async function startAgain(
  dataFolder: string,
  ...flags: readonly string[]
): Promise<{ exitCode: number | null; printed: string }> {
  const child = spawn(
    electronPath().executablePath,
    [...rootSwitches, projectFolder, '--data-dir', dataFolder, ...flags],
    { env: electronEnvironment(), stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let printed = ''
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()))
  await once(child, 'close')
  return { exitCode: child.exitCode, printed }
}
