import { createServer } from 'node:net'
import type { Page } from 'playwright'
import { test } from './support/background.ts'
import { pressKeys } from './support/keyboard.ts'
import { Mousepad } from './support/mousepad.ts'
import { answerOf, expectAnswer, runCommand } from './support/popup-page.ts'
import { useAnthropic } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect } from './support/test.ts'

const answer = 'This is the whole answer, in a few more words than fit into one piece.'

test('rate limit, overload and a cut stream say what to do, and Retry gets the answer', async ({
  rephlo,
  lab,
  folder,
}) => {
  lab.answerWith(answer)
  await using mousepad = await Mousepad.open(folder, 'A text.')
  await mousepad.selectAll()
  const popup = await rephlo.openPopup()
  lab.scenarios.add({ kind: 'error', status: 429, retryAfterSeconds: 70 })
  await runCommand(popup, 'improve')
  await expect(popup.getByTestId('run-error')).toContainText('asks to wait 70 seconds')
  await expect(popup.getByTestId('run-replace'), 'there is nothing to put back').toHaveCount(0)

  lab.scenarios.add({ kind: 'error', status: 529 }, 3)
  await pressKeys('ctrl+r')
  await expect(popup.getByTestId('run-error')).toContainText('overloaded')

  lab.scenarios.add({ kind: 'cut', afterChunks: 3 })
  await pressKeys('ctrl+r')
  await expect(popup.getByTestId('run-error')).toContainText('cut before the answer was complete')
  const partial = await answerOf(popup)
  expect(partial.length, 'what arrived is kept').toBeGreaterThan(5)
  expect(answer.startsWith(partial)).toBe(true)

  await pressKeys('ctrl+r')
  await expectAnswer(popup, answer)
  const main = await rephlo.openMain('savings')
  await expect(main.getByTestId('savings-run')).toHaveCount(4)
  await expect(main.getByTestId('savings-run').filter({ hasText: 'Failed' })).toHaveCount(3)
})

test('a wrong key is named in Settings and in the popup', async ({ dataFolder, lab }) => {
  await useAnthropic(dataFolder, lab.url)
  await using rephlo = await Rephlo.launch({
    dataFolder,
    environment: { ANTHROPIC_API_KEY: 'sk-ant-wrong-0123456789' },
  })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await expect(main.getByTestId('key-status-anthropic')).toHaveText('From the environment')
  await main.getByTestId('key-test-anthropic').click()
  await expect(main.getByTestId('key-note-anthropic')).toContainText('did not accept the key')
  await expectFailure(await runOnTypedText(rephlo), 'Anthropic says: invalid x-api-key. Check it in Settings')
})

test('without a network the popup says which address cannot be reached', async ({ dataFolder }) => {
  const port = await closedPort()
  await useAnthropic(dataFolder, `http://127.0.0.1:${port}`)
  await using rephlo = await Rephlo.launch({
    dataFolder,
    flags: ['--hidden'],
    environment: { ANTHROPIC_API_KEY: 'sk-ant-lab-x' },
  })
  await expectFailure(await runOnTypedText(rephlo), `127.0.0.1:${port} cannot be reached`)
})

test('without a key the run says where to add one', async ({ dataFolder, lab }) => {
  await useAnthropic(dataFolder, lab.url)
  await using rephlo = await Rephlo.launch({ dataFolder, flags: ['--hidden'] })
  await expectFailure(await runOnTypedText(rephlo), 'Add one in Settings')
  expect(lab.journal.entries).toHaveLength(0)
})

async function runOnTypedText(rephlo: Rephlo): Promise<Page> {
  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('A text.')
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, 'fix')
  return popup
}

async function expectFailure(popup: Page, message: string): Promise<void> {
  await expect(popup.getByTestId('run-error')).toContainText(message)
  await expect(popup.getByTestId('run-retry')).toBeVisible()
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('The server had no port.')
  return address.port
}
