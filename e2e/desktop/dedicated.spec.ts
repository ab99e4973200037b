import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright'
import { chooseDedicated, keptSession, logIn, member, spoilAccessToken, test } from './support/dedicated.ts'
import { findSecret } from './support/find-secret.ts'
import { handbook } from './support/handbook.ts'
import { closePopup, expectAnswer, runOnText } from './support/popup-page.ts'
import { addSpace, useAnthropic, withProfile } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { takePicture } from './support/take-picture.ts'
import { expect } from './support/test.ts'

const cli = fileURLToPath(new URL('../../src-main/cli.ts', import.meta.url))
const answer = 'The meeting is on Thursday.'

/** Somebody with keys of their own and a Space that is always cached. */
async function prepare(
  dataFolder: string,
  vendorUrl: string,
  theme: 'light' | 'dark' = 'light',
): Promise<void> {
  await useAnthropic(dataFolder, vendorUrl)
  await addSpace(dataFolder, 'Handbook', handbook(6_000))
  await withProfile(dataFolder, ({ settings, spaces }) => {
    for (const { id } of spaces.list()) spaces.setCachePolicy(id, '5m')
    settings.update({ theme, models: { 'dedicated-api': 'claude-opus-5-5' } })
  })
}

async function run(rephlo: Rephlo, text: string): Promise<number> {
  const popup = await rephlo.openPopup()
  await runOnText(popup, text, 'short')
  await expectAnswer(popup, answer)
  return await chargedIn(popup)
}

async function chargedIn(popup: Page): Promise<number> {
  const credits = /(\d+) credits? · ([\d,]+) left/.exec(await popup.getByTestId('run-receipt').innerText())
  return Number(credits?.[1])
}

for (const theme of ['light', 'dark'] as const) {
  test(`log in, run cold and warm, and see what it cost in credits, ${theme}`, async ({
    dataFolder,
    lab,
    gateway,
  }) => {
    test.slow()
    lab.answerWith(answer)
    await prepare(dataFolder, lab.url, theme)
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await test.step('a wrong password is told, and so is a server that is none', async () => {
      await chooseDedicated(main)
      await logIn(main, lab.url)
      await expect(main.getByTestId('dedicated-login-problem')).toContainText('not as a Rephlo server does')
      await logIn(main, gateway.url, 'wrong horse battery')
      await expect(main.getByTestId('dedicated-login-problem')).toContainText('password is wrong')
      await expect(main.getByTestId('dedicated-password')).toHaveValue('')
      await takePicture(rephlo, 'main', `dedicated-login-${theme}`)
    })
    await test.step('logged in: who it is, the balance, the models of the server', async () => {
      await logIn(main, `${gateway.url}/v1/`)
      await expect(main.getByTestId('dedicated-account')).toContainText('in the keychain')
      await expect(main.getByTestId('dedicated-balance')).toHaveText('500 credits')
      await expect(main.getByTestId('settings-model-dedicated-api')).toContainText('Opus')
      await takePicture(rephlo, 'main', `dedicated-settings-${theme}`)
    })
    let [cold, warm] = [0, 0]
    await test.step('cold, then warm: the second run costs fewer credits', async () => {
      cold = await run(rephlo, 'Dear team, the meeting is on Thursday.')
      const popup = await rephlo.page('popup')
      await expect(popup.getByTestId('run-receipt')).toContainText('Cache written')
      await closePopup(popup)
      warm = await run(rephlo, 'Dear all, we meet on Thursday.')
      await expect(popup.getByTestId('run-receipt')).toContainText('Cache hit')
      await expect(popup.getByTestId('run-receipt')).toContainText('Dedicated API')
      await takePicture(rephlo, 'popup', `dedicated-receipt-${theme}`)
      expect(warm).toBeLessThan(cold)
      expect(warm).toBeGreaterThan(0)
      await closePopup(popup)
    })
    await test.step('Savings: what is left, and the credits of each run', async () => {
      await main.getByTestId('nav-savings').click()
      await expect(main.getByTestId('savings-balance-value')).toHaveText(String(500 - cold - warm))
      await expect(main.getByTestId('savings-run-credits')).toHaveText(
        [warm, cold].map((credits) => `${credits} credit${credits === 1 ? '' : 's'}`),
      )
      await expect(main.getByTestId('savings-credit-note')).toContainText('100 credits are $1')
      await takePicture(rephlo, 'main', `dedicated-savings-${theme}`)
      await rephlo.openMain('start')
      await expect(main.getByTestId('start-provider')).toContainText('Dedicated API')
      await takePicture(rephlo, 'main', `dedicated-start-${theme}`)
    })
    await test.step('the own keys are back as they were', async () => {
      await main.getByTestId('nav-settings').click()
      await main.getByTestId('settings-mode-byok').click()
      await expect(main.getByTestId('settings-provider')).toContainText('Anthropic')
      await main.getByTestId('settings-mode-dedicated').click()
      await expect(main.getByTestId('dedicated-account')).toBeVisible()
    })
    await expectNoSecrets(rephlo, dataFolder)
  })
}

async function expectNoSecrets(rephlo: Rephlo, dataFolder: string): Promise<void> {
  const session = await keptSession(dataFolder)
  for (const secret of [member.password, session?.accessToken ?? 'none', session?.refreshToken ?? 'none']) {
    expect(await findSecret(dataFolder, secret)).toEqual([])
    expect(rephlo.output).not.toContain(secret)
  }
}

const generationOf = async (dataFolder: string) =>
  Number((await keptSession(dataFolder))?.refreshToken.split('.')[1])

test('a token that is refused is renewed by itself, once, also when the command line shares the login; an ended session is told', async ({
  dataFolder,
  lab,
  gateway,
}) => {
  test.slow()
  lab.answerWith(answer)
  await prepare(dataFolder, lab.url)
  await test.step('logged in on the command line', async () => {
    const { code, output } = await rephloCli(
      dataFolder,
      ['login', '--server', gateway.url, '--email', member.email],
      `${member.password}\n`,
    )
    expect([code, output]).toEqual([0, expect.stringContaining('500 credits left')])
  })
  await withProfile(dataFolder, ({ settings }) => settings.update({ mode: 'dedicated' }))
  await spoilAccessToken(dataFolder)
  await using rephlo = await Rephlo.launch({ dataFolder })
  await test.step('the app renews it and the answer comes', async () => {
    expect(await run(rephlo, 'A text.')).toBeGreaterThan(0)
    expect(await generationOf(dataFolder)).toBe(1)
    await closePopup(await rephlo.page('popup'))
  })
  await test.step('the command line renews it for the app', async () => {
    await spoilAccessToken(dataFolder)
    const { code, output } = await rephloCli(dataFolder, ['run', 'fix'], 'teh text')
    expect([code, output]).toEqual([0, `${answer}\n`])
    expect(await generationOf(dataFolder)).toBe(2)
    expect(await run(rephlo, 'Another text.')).toBeGreaterThan(0)
    await closePopup(await rephlo.page('popup'))
  })
  await test.step('an ended session is told, and Settings ask for a login', async () => {
    const token = (await keptSession(dataFolder))?.accessToken ?? ''
    expect(
      (
        await fetch(`${gateway.url}/v1/auth/logout`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        })
      ).status,
    ).toBe(204)
    const popup = await rephlo.openPopup()
    await runOnText(popup, 'A third text.', 'short')
    await expect(popup.getByTestId('run-error')).toHaveText(
      'Your session has ended. Log in again in Settings.',
    )
    expect(await keptSession(dataFolder), 'nothing is kept of it').toBeUndefined()
    const main = await rephlo.openMain('settings')
    await expect(main.getByTestId('dedicated-problem')).toContainText('Your session has ended')
    await expect(main.getByTestId('dedicated-email'), 'only the password is to be typed again').toHaveValue(
      member.email,
    )
    await takePicture(rephlo, 'main', 'dedicated-ended-light')
    await logIn(main, gateway.url)
    await expect(main.getByTestId('dedicated-balance')).toContainText('credits')
  })
  await test.step('logged out for good', async () => {
    const main = await rephlo.page('main')
    await main.getByTestId('dedicated-logout').click()
    await expect(main.getByTestId('dedicated-server')).toHaveValue(gateway.url)
    expect(await keptSession(dataFolder)).toBeUndefined()
  })
})

test.describe('tokens that live for seconds', () => {
  test.use({ flags: '--access-token-seconds 1' })

  test('are renewed before each use', async ({ dataFolder, lab, gateway }) => {
    lab.answerWith(answer)
    await prepare(dataFolder, lab.url)
    await using rephlo = await Rephlo.launch({ dataFolder })
    const main = await rephlo.page('main')
    await chooseDedicated(main)
    await logIn(main, gateway.url)
    await expect(main.getByTestId('dedicated-balance')).toHaveText('500 credits')
    const before = await generationOf(dataFolder)
    expect(await run(rephlo, 'A text.')).toBeGreaterThan(0)
    expect(await generationOf(dataFolder)).toBeGreaterThan(before)
  })
})

test('without a keychain the login lasts until Rephlo quits, which is told, and nothing is kept', async ({
  dataFolder,
  lab,
  gateway,
}) => {
  lab.answerWith(answer)
  await prepare(dataFolder, lab.url)
  await using rephlo = await Rephlo.launch({
    dataFolder,
    environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
  })
  const main = await rephlo.page('main')
  await chooseDedicated(main)
  await logIn(main, gateway.url)
  await expect(main.getByTestId('dedicated-account')).toContainText('until Rephlo quits')
  await expect(main.getByTestId('dedicated-problem')).toContainText('The system keychain cannot be used')
  expect(await run(rephlo, 'A text.')).toBeGreaterThan(0)
  expect(await keptSession(dataFolder)).toBeUndefined()
})

async function rephloCli(
  dataFolder: string,
  args: readonly string[],
  input: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [cli, ...args, '--data-dir', dataFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(input)
  const [output, [code]] = await Promise.all([
    text(child.stdout),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, output }
}
