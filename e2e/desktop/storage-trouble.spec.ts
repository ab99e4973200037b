import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { handbook } from './support/handbook.ts'
import { runCommand } from './support/popup-page.ts'
import { addSpace } from './support/profile.ts'
import { whileReadOnly } from './support/read-only-folder.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('a damaged database is told about and kept, and Rephlo starts anew', async ({ dataFolder }) => {
  await addSpace(dataFolder, 'Handbook', handbook(500))
  const damaged = Buffer.alloc(40_960, 'this is no database any more ')
  await writeFile(join(dataFolder, 'rephlo.sqlite'), damaged)
  await using rephlo = await Rephlo.launch({ dataFolder })
  const main = await rephlo.page('main')
  await expect(main.getByTestId('notice-database-set-aside')).toContainText('The damaged file was kept')
  const aside = (await readdir(dataFolder)).find((name) => /^rephlo\.damaged-.*\.sqlite$/.test(name))
  expect(aside).toBeDefined()
  expect(
    (await readFile(join(dataFolder, aside ?? ''))).equals(damaged),
    'nothing of the damaged file is lost',
  ).toBe(true)
  await main.getByTestId('notice-database-set-aside').getByRole('button', { name: 'Dismiss' }).click()
  await expect(main.getByTestId('notice-database-set-aside')).toHaveCount(0)
  await runPractice(rephlo)
  await main.getByTestId('nav-savings').click()
  await expect(main.getByTestId('savings-run')).toHaveCount(1)
})

test('a data folder that cannot be written is told about; what is saved can be read and Commands still run', async ({
  dataFolder,
}) => {
  await addSpace(dataFolder, 'Handbook', handbook(500))
  await whileReadOnly(dataFolder, async () => {
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await expect(main.getByTestId('notice-database-read-only')).toContainText('nothing new can be saved')
    await main.getByTestId('nav-spaces').click()
    await expect(main.getByTestId('space-title')).toContainText('Handbook')
    await main.getByTestId('space-name').fill('Another')
    await main.getByTestId('space-create').click()
    await expect(main.getByTestId('space-problem')).toContainText('Make the folder writable')
    await runPractice(rephlo)
    const popup = await rephlo.page('popup')
    await expect(popup.locator('.run-messages')).toContainText(
      'The answer is complete, but the run could not be recorded',
    )
  })
})

async function runPractice(rephlo: Rephlo): Promise<void> {
  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('This are a text.')
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, 'fix')
  await expect(popup.getByTestId('run-receipt')).toBeVisible()
}
