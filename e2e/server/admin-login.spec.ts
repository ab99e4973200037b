import type { Page } from 'playwright/test'
import { createUser, startGateway } from './support/start-gateway.ts'
import { logIn } from './support/gateway-client.ts'
import { admin, expect, test } from './support/test.ts'

test('a wrong password is told, the right one lets an admin in, and logging out forgets everything', async ({
  adminPage,
}) => {
  await adminPage.open()
  await expect(adminPage.part('login-email')).toBeFocused()
  await adminPage.fillLogin(admin.email, 'not the password')
  await expect(adminPage.part('login-problem')).toHaveRole('alert')
  await expect(adminPage.part('login-problem')).toContainText('password is wrong')
  await expect(adminPage.part('login-password')).toBeFocused()
  await adminPage.expectAccessible('login, refused')

  await adminPage.fillLogin(admin.email, admin.password)
  await expect(adminPage.part('account-email')).toHaveText(admin.email)
  await adminPage.show('users')
  await expect(adminPage.part('users-table')).toContainText(admin.email)

  await adminPage.part('log-out').click()
  await expect(adminPage.part('login-email')).toBeVisible()
  await expect(adminPage.page.getByText(admin.email)).toHaveCount(0)
  expect(
    await adminPage.page.evaluate<number>(
      'sessionStorage.length + localStorage.length + document.cookie.length',
    ),
  ).toBe(0)
  await adminPage.fillLogin(admin.email, admin.password)
  await expect(adminPage.part('users-table')).toContainText(admin.email)
  await expect(adminPage.part('problem')).toHaveCount(0)
  await adminPage.part('log-out').click()
  await adminPage.page.reload()
  await expect(adminPage.part('login-email')).toBeVisible()
})

test('who is no admin is told so, and the login is ended again', async ({ adminPage, dataFolder }) => {
  await createUser(dataFolder, { email: 'grace@example.com', password: 'a good password' })
  await adminPage.open()
  await adminPage.fillLogin('grace@example.com', 'a good password')
  await expect(adminPage.part('login-problem')).toContainText('your account is not one')
  expect(await adminPage.page.evaluate<number>('sessionStorage.length')).toBe(0)
})

test('a reload keeps the login; another tab has to log in', async ({ adminPage, context }) => {
  await adminPage.logIn(admin.email, admin.password)
  await adminPage.page.reload()
  await expect(adminPage.part('account-email')).toHaveText(admin.email)
  const other = await context.newPage()
  await other.goto(adminPage.url)
  await expect(other.getByTestId('login-email')).toBeVisible()
  await other.close()
})

test('the gateway’s address without a slash leads to the page, which nobody may frame and which has a strict policy', async ({
  adminPage,
  gateway,
  page,
}) => {
  const answer = await page.goto(`${gateway.url}/admin`)
  expect(page.url()).toBe(adminPage.url)
  const headers = answer?.headers() ?? {}
  expect(headers['content-security-policy']).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-",
  )
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  const script = await page.locator('script').getAttribute('src')
  const asset = await page.request.get(new URL(script ?? '', adminPage.url).href)
  expect(asset.headers()['cache-control']).toContain('immutable')
})

test('an expired token refreshes itself, once for all that need it', async ({ adminPage, page }) => {
  await adminPage.logIn(admin.email, admin.password)
  await endAccessToken(page)
  const refreshes: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) refreshes.push(request.url())
  })
  // Users and tiers are asked for at once.
  await adminPage.show('users')
  await expect(adminPage.part('users-table')).toContainText(admin.email)
  expect(refreshes).toHaveLength(1)
})

test('a login that was ended elsewhere leads back to the form, and says why', async ({
  adminPage,
  dataFolder,
  gateway,
  page,
}) => {
  await createUser(dataFolder, { email: 'grace@example.com', password: 'a good password', isAdmin: true })
  await adminPage.logIn('grace@example.com', 'a good password')
  const ada = await logIn(gateway.url, admin.email, admin.password)
  const { data } = await ada.get<{ data: { id: string; email: string }[] }>('/v1/admin/users')
  await ada.patch(`/v1/admin/users/${data.find(({ email }) => email === 'grace@example.com')?.id ?? ''}`, {
    status: 'disabled',
  })
  await endAccessToken(page)
  await page.getByTestId('nav-tiers').click()
  await expect(adminPage.part('login-problem')).toContainText('Your login has ended')
  await expect(page.getByText('grace@example.com')).toHaveCount(0)
})

test('an admin who was made a user by another is told so, and nothing stays on the page', async ({
  adminPage,
  dataFolder,
  gateway,
}) => {
  const { id } = await createUser(dataFolder, {
    email: 'grace@example.com',
    password: 'a good password',
    isAdmin: true,
  })
  await adminPage.logIn('grace@example.com', 'a good password')
  await (
    await logIn(gateway.url, admin.email, admin.password)
  ).patch(`/v1/admin/users/${id}`, { role: 'user' })
  await adminPage.part('nav-users').click()
  await expect(adminPage.part('login-problem')).toContainText('your account is not one')
  await expect(adminPage.page.getByText('grace@example.com')).toHaveCount(0)
})

test.describe('with two reports and logins a minute', () => {
  test.use({ flags: '--rate-limit-expensive 2' })

  test('too many tries are told with the wait, and the form waits too', async ({ adminPage }) => {
    await adminPage.open()
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await adminPage.fillLogin(admin.email, `wrong ${attempt}`)
      await expect(adminPage.part('login-problem')).toBeVisible()
      await expect(adminPage.part('login-submit')).toHaveText('Log in')
    }
    await expect(adminPage.part('login-problem')).toContainText(/Wait \d+ s/)
    await expect(adminPage.part('login-submit')).toBeDisabled()
  })
})

test('a gateway that cannot be reached is told, and the page goes on when it is back', async ({
  adminPage,
  dataFolder,
  gateway,
  lab,
}) => {
  await adminPage.logIn(admin.email, admin.password)
  await gateway.stop()
  await adminPage.show('tiers')
  await expect(adminPage.part('problem')).toContainText('cannot be reached')
  await using again = await startGateway({
    dataFolder,
    vendorUrl: lab.url,
    port: Number(new URL(gateway.url).port),
  })
  expect(again.url).toBe(gateway.url)
  await adminPage.part('problem-retry').click()
  await expect(adminPage.part('tier-free')).toBeVisible()
  await expect(adminPage.part('problem')).toHaveCount(0)
})

/** From now on the server refuses the access token that the page has, as when its time is over. */
async function endAccessToken(page: Page): Promise<void> {
  let ended: string | undefined
  await page.route('**/v1/**', async (route) => {
    const headers = route.request().headers()
    ended ??= headers.authorization
    const isEnded = ended !== undefined && headers.authorization === ended
    await route.continue(isEnded ? { headers: { ...headers, authorization: 'Bearer ended' } } : {})
  })
}
