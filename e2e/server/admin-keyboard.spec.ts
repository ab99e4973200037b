import { logIn } from './support/gateway-client.ts'
import { admin, expect, test } from './support/test.ts'

test('everything can be done with the keyboard alone, in an order that makes sense, and the focus comes back from dialogs', async ({
  adminPage,
  gateway,
  page,
}) => {
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement?.getAttribute("aria-label") || document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute("name") || ""',
    )
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const type = async (text: string) => await page.keyboard.type(text)
  await adminPage.open()
  await expect(adminPage.part('login-email')).toBeFocused()
  await type(admin.email)
  await press('Tab')
  await type(admin.password)
  await press('Enter')
  await expect(adminPage.part('account-email')).toHaveText(admin.email)

  await test.step('from the top: the sections in order, log out, then the page', async () => {
    const order: string[] = []
    for (let step = 0; step < 7; step += 1) {
      await press('Tab')
      order.push(await focused())
    }
    expect(order).toEqual([
      'Overview',
      'Cache analytics',
      'Users',
      'Tiers',
      'Gateway',
      'Log out',
      'Load anew',
    ])
  })

  await test.step('to Users: the focus goes to its title, and on into the page', async () => {
    await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab')
    expect(await focused()).toBe('Users')
    await press('Enter')
    await expect(page.locator('#section-title')).toBeFocused()
    await expect(page).toHaveTitle('Users · Rephlo gateway')
    await press('Tab')
    expect(await focused()).toBe('Search by e-mail address')
    await press('Tab')
    expect(await focused()).toBe('Add user')
  })

  await test.step('add a user in a dialog that keeps the focus, and gives it back', async () => {
    await press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Add user' })
    await expect(dialog).toBeVisible()
    await expect(adminPage.part('add-email')).toBeFocused()
    await type('grace@example.com')
    await press('Tab', 'Tab', 'Enter', 'Shift+Tab')
    await expect(adminPage.part('add-password')).toHaveValue(/^(\w{5}-){3}\w{5}$/)
    await press('Tab', 'Tab')
    await expect(adminPage.part('add-tier')).toBeFocused()
    await press('Enter')
    await expect(adminPage.part('add-tier-standard')).toBeFocused()
    await press('Home')
    await expect(adminPage.part('add-tier-free')).toBeFocused()
    await press('Enter')
    await expect(adminPage.part('add-tier')).toHaveText('Free')
    await expect(adminPage.part('add-tier')).toBeFocused()
    await press('Tab')
    await expect(adminPage.part('add-role-user')).toBeFocused()
    await press('ArrowRight')
    await expect(adminPage.part('add-role-admin')).toBeFocused()
    await press('Space')
    await expect(page.getByRole('radio', { name: 'Admin' })).toBeChecked()
    await press('ArrowLeft')
    await expect(adminPage.part('add-role-user')).toBeFocused()
    await press('Space')
    await expect(page.getByRole('radio', { name: 'User' })).toBeChecked()
    await press('Tab')
    await type('0')
    await press('Enter')
    await expect(dialog).toBeHidden()
    await expect(adminPage.part('users-add')).toBeFocused()
    await expect(adminPage.part('users-table')).toContainText('grace@example.com')
  })

  await test.step('open her, give credits; the focus stays in the dialog and returns to her line', async () => {
    await press('Tab', 'Tab', 'Tab')
    expect(await focused()).toBe('grace@example.com')
    await press('Enter')
    const dialog = page.getByRole('dialog', { name: 'grace@example.com' })
    await expect(dialog).toBeVisible()
    await adminPage.part('credits-amount').focus()
    await type('25')
    await press('Enter')
    await expect(adminPage.part('user-balance')).toHaveText('25')
    await expect(adminPage.part('credits-amount')).toBeFocused()
    await expect(adminPage.part('user-done')).toHaveText('25 credits given; the balance is 25.')
    for (let step = 0; step < 12; step += 1) {
      await press('Tab')
      expect(await page.evaluate<boolean>('document.activeElement.closest("[role=dialog]") !== null')).toBe(
        true,
      )
    }
    await press('Escape')
    await expect(dialog).toBeHidden()
    expect(await focused()).toBe('grace@example.com')
  })

  await test.step('a switch by the space bar, with its meaning told', async () => {
    await page.goto(`${adminPage.url}#gateway`)
    await expect(adminPage.part('gateway-shared')).toHaveAccessibleDescription(/can be given to another/)
    await adminPage.part('gateway-shared').focus()
    await press('Space')
    await expect(adminPage.part('confirm-cancel')).toBeFocused()
    await press('Escape')
    await expect(adminPage.part('gateway-shared')).toBeFocused()
    await expect(adminPage.part('gateway-shared')).not.toBeChecked()
  })
  const { balance } = await (
    await logIn(gateway.url, admin.email, admin.password)
  ).get<{ balance: number }>('/v1/credits')
  expect(balance).toBe(0)
})
