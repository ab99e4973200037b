import { Keychain } from '../../src-main/secrets/keychain.ts'
import { findSecret } from './support/find-secret.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { labKey } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { chooseAnthropic, saveKey } from './support/settings-page.ts'
import { expect, test } from './support/test.ts'

/** An address where no session bus answers, so that there is no keychain. */
const noKeychain = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }

test('a key survives a restart in the keychain, is in no file and no output, and can be removed', async ({
  dataFolder,
  lab,
}) => {
  await test.step('saved in Settings, and used', async () => {
    await using rephlo = await Rephlo.launch({ dataFolder })
    await chooseAnthropic(await rephlo.page('main'), lab.url)
    await saveKey(await rephlo.page('main'), labKey)
    await runOnTypedText(rephlo)
    expect(await findSecret(dataFolder, labKey)).toEqual([])
    expect(rephlo.output).not.toContain(labKey)
  })
  expect(await new Keychain().get('anthropic'), 'the key is in the real keychain').toBe(labKey)
  await test.step('after a restart', async () => {
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await main.getByTestId('nav-settings').click()
    await expect(main.getByTestId('key-status-anthropic')).toHaveText('In the keychain')
    await expect(
      main.getByTestId('key-input-anthropic'),
      'the key never comes back to the window',
    ).toHaveValue('')
    await runOnTypedText(rephlo)
    await main.getByTestId('key-remove-anthropic').click()
    await expect(main.getByTestId('key-status-anthropic')).toHaveText('No key')
    expect(rephlo.output).not.toContain(labKey)
  })
  expect(await new Keychain().get('anthropic')).toBeUndefined()
  expect(await findSecret(dataFolder, labKey), 'also after quitting').toEqual([])
})

test('without a keychain it says so, and a key for this session works and is kept nowhere', async ({
  dataFolder,
  lab,
}) => {
  await test.step('the key for this session', async () => {
    await using rephlo = await Rephlo.launch({ dataFolder, environment: noKeychain })
    const main = await rephlo.page('main')
    await chooseAnthropic(main, lab.url)
    await expect(main.getByTestId('key-keychain-problem-anthropic')).toContainText('keychain cannot be used')
    await main.getByTestId('key-input-anthropic').fill(labKey)
    await main.getByTestId('key-save-anthropic').click()
    await expect(main.getByTestId('key-note-anthropic')).toContainText('the key was not stored')
    await expect(main.getByTestId('key-status-anthropic'), 'no silent fallback').toHaveText('No key')
    await main.getByTestId('key-session-anthropic').click()
    await expect(main.getByTestId('key-status-anthropic')).toHaveText('This session only')
    await runOnTypedText(rephlo)
    expect(await findSecret(dataFolder, labKey)).toEqual([])
    expect(rephlo.output).not.toContain(labKey)
  })
  await using again = await Rephlo.launch({ dataFolder, environment: noKeychain })
  const main = await again.page('main')
  await main.getByTestId('nav-settings').click()
  await expect(main.getByTestId('key-status-anthropic')).toHaveText('No key')
  expect(await findSecret(dataFolder, labKey)).toEqual([])
})

async function runOnTypedText(rephlo: Rephlo): Promise<void> {
  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('Right as it is.')
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, 'fix')
  await expectAnswer(popup, 'Right as it is.')
  await popup.getByTestId('run-back').click()
  await popup.getByTestId('popup-filter').press('Escape')
  await rephlo.expectPopupClosed()
}
