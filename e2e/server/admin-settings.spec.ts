import { logIn } from './support/gateway-client.ts'
import { admin, expect, test } from './support/test.ts'

const grace = { email: 'grace@example.com', password: 'a good password' } as const

test('the switches do what they say, and sharing answers is asked for once more', async ({
  adminPage,
  gateway,
}) => {
  await adminPage.logIn(admin.email, admin.password)
  const ada = await logIn(gateway.url, admin.email, admin.password)
  await ada.post('/v1/admin/users', { ...grace, credits: 100 })
  await ada.post('/v1/admin/users', { email: 'linus@example.com', password: grace.password, credits: 100 })
  const client = await logIn(gateway.url, grace.email, grace.password)
  const other = await logIn(gateway.url, 'linus@example.com', grace.password)
  const isCached = async (from = client) =>
    (await from.chatPlainly('claude-haiku-5-5', 'The same question?')).body.metadata?.cached
  await adminPage.show('gateway')

  await adminPage.part('gateway-answers').click()
  await expect(adminPage.part('gateway-answers')).not.toBeChecked()
  expect([await isCached(), await isCached()]).toEqual([false, false])
  await adminPage.part('gateway-answers').click()
  await expect(adminPage.part('gateway-answers')).toBeChecked()
  expect([await isCached(), await isCached(), await isCached(other)]).toEqual([false, true, false])

  await adminPage.part('gateway-shared').click()
  await expect(adminPage.page.getByRole('alertdialog')).toContainText(
    'One user’s answers can then be given to another',
  )
  await adminPage.part('confirm-cancel').click()
  await expect(adminPage.part('gateway-shared')).not.toBeChecked()
  await adminPage.part('gateway-shared').click()
  await adminPage.part('confirm-accept').click()
  await expect(adminPage.part('gateway-shared')).toBeChecked()
  const question = async (from: typeof client) =>
    (await from.chatPlainly('claude-haiku-5-5', 'Another question?')).body.metadata?.cached
  expect([await question(client), await question(other)]).toEqual([false, true])

  await adminPage.part('gateway-markers').click()
  await expect(adminPage.part('gateway-markers')).toBeChecked()
  await adminPage.page.reload()
  await expect(adminPage.part('gateway-markers')).toBeChecked()
  await expect(adminPage.part('gateway-answer-stats')).toContainText('2 requests answered from memory')
  await adminPage.expectAccessible('gateway')
})

test('a tier can be added, changed and deleted, but not while somebody is in it', async ({ adminPage }) => {
  await adminPage.logIn(admin.email, admin.password)
  await adminPage.show('tiers')
  await adminPage.part('tiers-add').click()
  await adminPage.part('tier-id').fill('team')
  await adminPage.part('tier-name').fill('Team')
  await adminPage.part('tier-models').fill('claude-*\ngpt-6-luna')
  await adminPage.part('tier-limit').fill('7.5')
  await expect(adminPage.part('tier-save')).toBeDisabled()
  await adminPage.part('tier-limit').fill('7')
  await adminPage.expectAccessible('add tier')
  await adminPage.part('tier-save').click()
  await expect(adminPage.part('tier-team')).toContainText('0 users · 7 calls a minute')

  await adminPage.part('tier-change-team').click()
  await adminPage.part('tier-models').fill('claude-*')
  await adminPage.part('tier-limit').fill('')
  await adminPage.part('tier-save').click()
  await expect(adminPage.part('tier-team')).toContainText('the gateway’s limit')
  await expect(adminPage.part('tier-team')).not.toContainText('gpt-6-luna')
  await expect(adminPage.part('tier-change-team')).toBeFocused()

  await adminPage.part('tier-delete-standard').click()
  await adminPage.part('confirm-accept').click()
  await expect(adminPage.part('tiers-refusal')).toContainText('Move them to another tier first')
  await adminPage.expectAccessible('tiers')

  await adminPage.part('tier-delete-team').click()
  await adminPage.part('confirm-accept').click()
  await expect(adminPage.part('tier-team')).toHaveCount(0)
  await expect(adminPage.page.locator('#section-title')).toBeFocused()
})
