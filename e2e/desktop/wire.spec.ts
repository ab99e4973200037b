import { messageBodySchema } from './support/lab-journal.ts'
import { handbook } from './support/handbook.ts'
import { Mousepad } from './support/mousepad.ts'
import { expectAnswer, runCommand } from './support/popup-page.ts'
import { addSpace, labKey, labKeyEnvironment, useAnthropic } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'
import { createWireTap } from './support/wire-tap.ts'

test('what goes over the wire: cached segments first, breakpoints at their ends, the key in one header', async ({
  dataFolder,
  folder,
  lab,
}) => {
  await using tap = await createWireTap(lab.url)
  await useAnthropic(dataFolder, tap.url)
  await addSpace(dataFolder, 'Handbook', handbook(2_000))
  await using rephlo = await Rephlo.launch({
    dataFolder,
    flags: ['--hidden'],
    environment: labKeyEnvironment,
  })
  await using mousepad = await Mousepad.open(folder, 'The selected text.')
  lab.answerWith('Done.')
  for (const command of ['improve', 'summar']) {
    await mousepad.activate()
    await mousepad.selectAll()
    const popup = await rephlo.openPopup()
    await runCommand(popup, command)
    await expectAnswer(popup, 'Done.')
    await popup.getByTestId('run-back').click()
  }

  const bodies = tap.requests.map(({ body }) => messageBodySchema.parse(JSON.parse(body)))
  const [first, second] = bodies
  if (first === undefined || second === undefined) throw new Error('Two requests were expected.')
  await test.step('no breakpoint for the whole request', () => {
    for (const body of bodies) expect(body).not.toHaveProperty('cache_control')
  })
  await test.step('the documents are in `system`, and the last of them ends with a breakpoint', () => {
    const last = first.system.at(-1)
    expect(last?.text).toContain('<document title="Handbook">')
    expect(last?.cache_control).toEqual({ type: 'ephemeral', ttl: '5m' })
    expect(JSON.stringify(first.messages)).not.toContain('<document')
    expect(JSON.stringify(first.messages)).not.toContain('cache_control')
    expect(JSON.stringify(first.messages)).toContain('The selected text.')
    expect(JSON.stringify(first.system)).not.toContain('The selected text.')
  })
  await test.step('two Commands on one Space share the bytes of the prefix', () => {
    expect(JSON.stringify(second.system)).toBe(JSON.stringify(first.system))
    expect(JSON.stringify(second.messages)).not.toBe(JSON.stringify(first.messages))
  })
  await test.step('the key is in one header of each request, and nothing else tells who asks', () => {
    for (const { headers, body } of tap.requests) {
      expect(headers.filter(([, value]) => value.includes(labKey)).map(([name]) => name)).toEqual([
        'authorization',
      ])
      expect(body).not.toContain(labKey)
      const names = headers.map(([name]) => name)
      expect(names).toContain('anthropic-version')
      expect(names).not.toContain('cookie')
      expect(names).not.toContain('referer')
      expect(names).not.toContain('origin')
    }
  })
})
