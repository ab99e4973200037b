import type { AdminUserPage, CacheAnalytics } from '../../src-shared/dedicated-api/admin.ts'
import type { UsageSummary } from '../../src-shared/dedicated-api/usage-summary.ts'
import { formatUsd } from '../../src-shared/money.ts'
import { addManyUsers } from './support/add-many-users.ts'
import { logIn } from './support/gateway-client.ts'
import { admin, expect, test } from './support/test.ts'

const grace = { email: 'grace@example.com', password: 'a good password' } as const
const models = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6-sol' } as const
const signed = (amount: number) => `${amount > 0 ? '+' : ''}${formatUsd(amount)}`
const percent = (share: number | undefined) =>
  share === undefined ? '–' : `${Math.round(share * 1_000) / 10}%`

test('from a new user to figures: credits, calls cold and warm, and what the page tells of them is what the API tells', async ({
  adminPage,
  gateway,
}) => {
  await adminPage.logIn(admin.email, admin.password)
  await expect(adminPage.page.getByRole('heading', { name: 'No calls in this period' })).toBeVisible()
  await adminPage.takePicture('overview-empty')

  await test.step('add a user', async () => {
    await adminPage.show('users')
    await adminPage.part('users-add').click()
    await adminPage.part('add-email').fill(grace.email)
    await adminPage.part('add-password').fill(grace.password)
    await adminPage.part('add-credits').fill('100')
    await adminPage.expectAccessible('add user')
    await adminPage.part('add-submit').click()
    await expect(adminPage.part('users-added')).toContainText(grace.email)
  })

  await test.step('give credits, and be refused taking more than there are', async () => {
    const dialog = await adminPage.openUser(grace.email)
    await adminPage.part('credits-amount').fill('400')
    await adminPage.part('credits-note').fill('November')
    await adminPage.page.keyboard.press('Enter')
    await expect(adminPage.part('user-balance')).toHaveText('500')
    await expect(adminPage.part('user-grants')).toContainText(/\+400\s*November.*by ada@example.com/)
    await adminPage.part('credits-amount').fill('501')
    await adminPage.part('credits-take').click()
    await expect(adminPage.part('user-problem')).toBeVisible()
    await expect(adminPage.part('user-balance')).toHaveText('500')
    await adminPage.expectAccessible('user')
    await adminPage.page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(adminPage.part('users-table')).toContainText('500')
  })

  const client = await logIn(gateway.url, grace.email, grace.password)
  for (const model of [models.anthropic, models.openai]) {
    const cold = await client.chat(model, 'Who pays for returns?')
    const warm = await client.chat(model, 'When are parcels sent?')
    expect([cold.status, warm.status]).toEqual([200, 200])
    expect(warm.body.usage?.cache_read_input_tokens).toBeGreaterThan(1_000)
  }
  const answers = [
    await client.chatPlainly(models.anthropic, 'Who pays?'),
    await client.chatPlainly(models.anthropic, 'Who pays?'),
  ]
  expect(answers.map(({ body }) => body.metadata?.cached)).toEqual([false, true])

  const ada = await logIn(gateway.url, admin.email, admin.password)
  const summary = await ada.get<UsageSummary>('/v1/admin/usage/summary?group_by=day')
  const analytics = await ada.get<CacheAnalytics>('/v1/admin/cache-analytics')

  await test.step('Overview tells what the API tells', async () => {
    await adminPage.show('overview')
    await adminPage.part('report-refresh').click()
    const { credits, vendorCost, savedCost, requestHitRate, tokenReuse, answerCacheSavedCredits } =
      summary.totals
    await expect(adminPage.part('overview-credits')).toContainText(`Credits used${credits}`)
    await expect(adminPage.part('overview-cost')).toContainText(`Vendor cost${formatUsd(vendorCost)}`)
    await expect(adminPage.part('overview-margin')).toContainText(
      `Margin${signed(credits * 10_000_000 - vendorCost)}`,
    )
    await expect(adminPage.part('overview-saving')).toContainText(signed(savedCost))
    await expect(adminPage.part('overview-hit-rate')).toContainText(percent(requestHitRate))
    await expect(adminPage.part('overview-reuse')).toContainText(percent(tokenReuse))
    await expect(adminPage.part('overview-answers')).toContainText('Answers from memory1')
    await expect(adminPage.part('overview-answers-saved')).toContainText(`${answerCacheSavedCredits} credit`)
    expect(summary.totals).toMatchObject({ requests: 6, answerCacheHits: 1, hitRequests: 2 })
    expect(savedCost).toBeGreaterThan(0)
    await adminPage.part('overview-measure-saving').click()
    await expect(adminPage.part('overview-days').getByRole('img')).toHaveAccessibleName(/^Net saving per day/)
    await adminPage.expectAccessible('overview')
    await adminPage.part('overview-days-table-toggle').click()
    await expect(adminPage.part('overview-days-table-row')).toHaveCount(summary.groups.length)
    for (const group of summary.groups)
      await expect(adminPage.part('overview-days-table')).toContainText(signed(group.savedCost))
    await adminPage.expectAccessible('overview as a table')
  })

  await test.step('Cache analytics tells what the API tells', async () => {
    await adminPage.show('caching')
    await expect(adminPage.part('caching-saving')).toContainText(signed(analytics.totals.savedCost))
    await expect(adminPage.part('caching-hit-rate')).toContainText(percent(analytics.totals.requestHitRate))
    await expect(adminPage.part('caching-best')).toHaveText(analytics.comparison.reason)
    await expect(adminPage.part('caching-providers-row')).toHaveCount(2)
    for (const { model, savedCost, credits, suggestedTtl } of analytics.byModel) {
      const row = adminPage.part('caching-models-row').filter({ hasText: model })
      await expect(row).toContainText(signed(savedCost))
      await expect(row.getByRole('cell').nth(1)).toHaveText(String(credits))
      await expect(row).toContainText(suggestedTtl.reason)
    }
    await expect(adminPage.part('caching-users-row')).toContainText(grace.email)
    await adminPage.expectAccessible('cache analytics')
  })

  await test.step('the user’s line tells the balance and the last call in the zone of the browser', async () => {
    await adminPage.show('users')
    const row = adminPage.part('users-table-row').filter({ hasText: grace.email })
    const { balance } = await client.get<{ balance: number }>('/v1/credits')
    await expect(row).toContainText(String(balance))
    expect(balance).toBe(500 - summary.totals.credits)
    const { data } = await ada.get<AdminUserPage>('/v1/admin/users?search=grace')
    await expect(row).toContainText(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit' }).format(
        data[0]?.lastCallAt,
      ),
    )
  })
})

test('a change of tier counts at once, a disabled user is refused the next call, and one’s own account is safe', async ({
  adminPage,
  gateway,
}) => {
  await adminPage.logIn(admin.email, admin.password)
  await adminPage.show('users')
  await adminPage.part('users-add').click()
  await adminPage.part('add-email').fill(grace.email)
  await adminPage.part('add-password').fill(grace.password)
  await adminPage.part('add-credits').fill('1000')
  await adminPage.part('add-submit').click()
  await expect(adminPage.part('users-added')).toBeVisible()
  const client = await logIn(gateway.url, grace.email, grace.password)
  expect((await client.chat(models.openai, 'One?')).status).toBe(200)

  await adminPage.openUser(grace.email)
  await adminPage.choose('user-tier', 'free')
  await expect(adminPage.part('user-tier')).toHaveText('Free')
  await expect(adminPage.part('user-done')).toHaveText('Moved to the tier free.')
  await expect(adminPage.part('user-done')).toBeInViewport()
  expect((await client.chat(models.openai, 'Two?')).status).toBe(403)
  expect((await client.chat('claude-haiku-5-5', 'Two?')).status).toBe(200)

  await adminPage.part('user-status').click()
  await expect(adminPage.part('confirm-cancel')).toBeFocused()
  await adminPage.part('confirm-accept').click()
  await expect(adminPage.part('user-status')).toHaveText('Enable')
  await expect(adminPage.part('user-status')).toBeFocused()
  expect((await client.chat('claude-haiku-5-5', 'Three?')).status).toBe(401)
  await adminPage.part('user-status').click()
  await expect(adminPage.part('user-status')).toHaveText('Disable …')
  await adminPage.part('user-status').blur()

  await adminPage.page.getByRole('radio', { name: 'Admin' }).click()
  await expect(adminPage.page.getByRole('alertdialog')).toContainText('Admins see all users')
  await adminPage.part('confirm-cancel').click()
  await expect(adminPage.page.getByRole('radio', { name: 'User' })).toBeChecked()

  await adminPage.part('password-open').focus()
  await adminPage.page.keyboard.press('Enter')
  await expect(adminPage.part('password-new')).toBeFocused()
  await adminPage.page.keyboard.type(' '.repeat(12))
  await expect(adminPage.part('password-set')).toBeDisabled()
  await adminPage.part('password-new').fill('another good password')
  await adminPage.expectAccessible('new password')
  await adminPage.takePicture('user-password')
  await adminPage.page.keyboard.press('Enter')
  await expect(adminPage.part('user-done')).toHaveText('The new password is set; all logins ended.')
  await expect(adminPage.part('password-open')).toBeFocused()
  await expect(logIn(gateway.url, grace.email, grace.password)).rejects.toThrow()
  await logIn(gateway.url, grace.email, 'another good password')
  await adminPage.part('user-close').click()

  await adminPage.openUser(admin.email)
  await adminPage.page.getByRole('radio', { name: 'User' }).click()
  await expect(adminPage.part('user-problem')).toContainText('Ask another admin')
  await expect(adminPage.page.getByRole('radio', { name: 'Admin' })).toBeChecked()
})

test('credits whose answer was lost are booked once, however often they are given', async ({
  adminPage,
  page,
  gateway,
}) => {
  await adminPage.logIn(admin.email, admin.password)
  await adminPage.show('users')
  await adminPage.openUser(admin.email)
  await page.route(
    '**/credits',
    async (route) => {
      await route.fetch()
      await route.abort()
    },
    { times: 1 },
  )
  await adminPage.part('credits-amount').fill('70')
  await adminPage.part('credits-give').click()
  await expect(adminPage.part('user-problem')).toContainText('may have been booked')
  await expect(adminPage.part('user-grants')).toContainText('+70')
  await adminPage.part('credits-give').click()
  await expect(adminPage.part('user-done')).toContainText('had been given before')
  await expect(adminPage.part('user-balance')).toHaveText('70')
  expect(await (await logIn(gateway.url, admin.email, admin.password)).get('/v1/credits')).toMatchObject({
    balance: 70,
  })
})

test('users are found by any part of their address, and paged', async ({ adminPage, dataFolder }) => {
  await adminPage.logIn(admin.email, admin.password)
  addManyUsers(
    dataFolder,
    Array.from({ length: 60 }, (_, number) => `person${number}@example.com`),
  )
  await adminPage.show('users')
  await expect(adminPage.part('users-table-row')).toHaveCount(50)
  await adminPage.part('users-more').click()
  await expect(adminPage.part('users-table-row')).toHaveCount(61)
  await expect(adminPage.part('users-more')).toHaveCount(0)
  await adminPage.part('users-search').fill('PERSON5')
  await expect(adminPage.part('users-table-row')).toHaveCount(11)
  await adminPage.part('users-search').fill('nobody')
  await expect(adminPage.page.getByRole('heading', { name: 'Nobody found' })).toBeVisible()
})
