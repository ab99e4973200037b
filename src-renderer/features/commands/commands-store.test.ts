import { expect, test } from 'vitest'
import type { Command } from '../../../src-shared/entities.ts'
import { createFakeClient } from '../../ipc/fake-client.ts'
import { sampleSettings } from '../../ipc/sample-settings.ts'
import { createCommandsStore } from './commands-store.ts'
import { computerVariables } from './template-variables.ts'

const command: Command = {
  id: 'fix',
  title: 'Fix',
  description: '',
  template: 'x',
  icon: '',
  needsText: true,
  builtIn: true,
}

test('keeping the answers of one Command leaves the choice for the others', async () => {
  let settings = { ...sampleSettings, localAnswerCommands: ['summarize'], localAnswerMinutes: 30 }
  const fake = createFakeClient({
    'commands.list': () => [command],
    'settings.get': () => settings,
    'settings.update': (change) => (settings = { ...settings, ...change }),
  })
  const store = createCommandsStore(fake.client)
  store.getState().start()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(store.getState()).toMatchObject({ keptMinutes: 30, keptCommands: ['summarize'] })
  settings = { ...settings, localAnswerCommands: ['summarize', 'shorten'] }
  await store.getState().keepAnswers('fix', true)
  await store.getState().keepAnswers('fix', true)
  expect(settings.localAnswerCommands).toEqual(['summarize', 'shorten', 'fix'])
  await store.getState().keepAnswers('summarize', false)
  expect(store.getState().keptCommands).toEqual(['shorten', 'fix'])
})

test('the editor names the variables that the computer fills in', () => {
  expect(computerVariables.map((variable) => variable.name)).toEqual([
    '{{DATE}}',
    '{{TIME}}',
    '{{CLIPBOARD}}',
    '{{APP_NAME}}',
    '{{WINDOW_TITLE}}',
    '{{LANGUAGE}}',
  ])
})
