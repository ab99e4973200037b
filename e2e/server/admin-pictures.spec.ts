import { AdminPage } from './support/admin-page.ts'
import { logIn } from './support/gateway-client.ts'
import { admin, expect, test } from './support/test.ts'

const looks = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  narrow: { colorScheme: 'light', viewport: { width: 900, height: 720 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 700 } },
  'small-phone': { colorScheme: 'light', viewport: { width: 320, height: 600 } },
  '200-percent': { colorScheme: 'light', viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 },
} as const

const people = [
  'grace@example.com',
  'linus@example.com',
  'margaret.hamilton@a-rather-long-company-name.example',
] as const
const password = 'a good password'

test('the page in light and dark, in a small window and at 200 %, with names and roles in order and nothing cut off', async ({
  browser,
  gateway,
}) => {
  const ada = await logIn(gateway.url, admin.email, admin.password)
  for (const [index, email] of people.entries()) {
    await ada.post('/v1/admin/users', { email, password, credits: 5_000 })
    const client = await logIn(gateway.url, email, password)
    for (const model of ['claude-sonnet-5-5', 'gpt-6-sol', 'gemini-3.8-flash'].slice(index)) {
      for (let number = 0; number < 4 - index; number += 1) await client.chat(model, `Question ${number}?`)
    }
    for (let number = 0; number < 2; number += 1) await client.chatPlainly('gpt-6-sol', 'The same question?')
  }
  for (const [look, options] of Object.entries(looks)) {
    await test.step(look, async () => {
      const context = await browser.newContext({ ...options, timezoneId: 'Asia/Tokyo' })
      const page = new AdminPage(await context.newPage(), gateway.url)
      await page.open()
      await page.takePicture(`login-${look}`)
      await page.fillLogin(admin.email, admin.password)
      await expect(page.part('overview-credits')).toBeVisible()
      await page.expectAccessible(`overview, ${look}`)
      await page.takePicture(`overview-${look}`)
      for (const [section, shown] of [
        ['caching', 'caching-users'],
        ['users', 'users-table'],
        ['tiers', 'tier-standard'],
        ['gateway', 'gateway-answer-stats'],
      ] as const) {
        await page.show(section)
        await expect(page.part(shown)).toBeVisible()
        await page.expectAccessible(`${section}, ${look}`)
        await page.takePicture(`${section}-${look}`)
      }
      // The last section can be reached and does not lie under the way out.
      await page.part('nav-gateway').click()
      const [section, way] = [
        await page.part('nav-gateway').boundingBox(),
        await page.part('log-out').boundingBox(),
      ]
      if (options.viewport.width < 700)
        expect((section?.x ?? 0) + (section?.width ?? 0)).toBeLessThanOrEqual(way?.x ?? 0)
      await page.show('users')
      await page.openUser(people[0])
      await expect(page.part('user-grants')).toBeVisible()
      await page.expectAccessible(`user, ${look}`)
      await page.takePicture(`user-${look}`)
      expect(page.failures).toEqual([])
      await context.close()
    })
  }
})
