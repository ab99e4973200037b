import { once } from 'node:events'
import { test } from './support/background.ts'
import { runCommand } from './support/popup-page.ts'
import { withProfile } from './support/profile.ts'
import { expect } from './support/test.ts'

test('a run that a quit stops is recorded, and the vendor is told', async ({ rephlo, lab, dataFolder }) => {
  lab.answerWith('one two three four five six seven eight nine ten '.repeat(20))
  lab.scenarios.add({ kind: 'slow', chunkMs: 100 })
  const popup = await rephlo.openPopup()
  await popup.getByTestId('popup-text').fill('A text.')
  await popup.getByTestId('popup-filter').focus()
  await runCommand(popup, 'improve')
  await expect(popup.getByTestId('run-text')).toContainText('three')
  const ended = once(rephlo.app.process(), 'exit')
  rephlo.app.process().kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  const [run] = await withProfile(dataFolder, ({ runs }) => runs.list('real', 1))
  expect(run).toMatchObject({ status: 'cancelled', commandId: 'improve', model: 'claude-haiku-5-5' })
  await expect.poll(() => lab.journal.entries[0]?.disconnectedAt).toBeDefined()
})
