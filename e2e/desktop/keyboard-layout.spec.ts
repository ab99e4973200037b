import { pressKeys } from './support/keyboard.ts'
import { Rephlo } from './support/rephlo.ts'
import { runProgram } from './support/run-program.ts'
import { expect, test } from './support/test.ts'

/** The key that gives k in this layout. */
const keyOfK = { us: '45', dvorak: '55' } as const

test.afterEach(() => runProgram('setxkbmap', ['-layout', 'us']))

// F26-hotkey-after-a-layout-switch
test('the hotkey follows its letter through switches of the keyboard layout', async ({ dataFolder }) => {
  await runProgram('setxkbmap', ['-layout', 'us'])
  await using rephlo = await Rephlo.launch({ dataFolder })
  const main = await rephlo.page('main')
  await main.getByTestId('nav-settings').click()
  await main.getByTestId('hotkey-recorder').click()
  await main.keyboard.press('Control+Alt+KeyK')
  await expect(main.getByTestId('hotkey-recorder')).toContainText('K')
  await openWith(rephlo, keyOfK.us)
  await runProgram('setxkbmap', ['-layout', 'us', '-variant', 'dvorak'])
  await openWith(rephlo, keyOfK.dvorak)
  await runProgram('setxkbmap', ['-layout', 'us'])
  await openWith(rephlo, keyOfK.us)
})

/** The program learns of a switch a moment later, so that a first press may be too early. */
async function openWith(rephlo: Rephlo, keycode: string): Promise<void> {
  await expect(async () => {
    await pressKeys(`ctrl+alt+${keycode}`)
    await expect
      .poll(() => rephlo.windowState('popup'), { timeout: 5_000 })
      .toEqual({ visible: true, focused: true })
  }).toPass({ timeout: 120_000 })
  await expect(async () => {
    await pressKeys('Escape')
    await expect.poll(() => rephlo.windowState('popup'), { timeout: 5_000 }).toMatchObject({ visible: false })
  }).toPass({ timeout: 120_000 })
}
