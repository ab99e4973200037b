import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, type Locator, type Page } from 'playwright/test'
import { findAccessibilityProblems } from './find-accessibility-problems.ts'

const pictures = fileURLToPath(new URL('../../artifacts/screenshots/', import.meta.url))

export type SectionName = 'overview' | 'caching' | 'users' | 'tiers' | 'gateway'

/** The admin page as a person uses it. */
export class AdminPage {
  readonly page: Page
  readonly url: string
  /** What scripts threw, and what the page's policy forbade. */
  readonly failures: string[] = []

  constructor(page: Page, gatewayUrl: string) {
    this.page = page
    this.url = `${gatewayUrl}/admin/`
    page.on('pageerror', (error) => this.failures.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.failures.push(message.text())
    })
  }

  part(testId: string): Locator {
    return this.page.getByTestId(testId)
  }

  async open(): Promise<void> {
    await this.page.goto(this.url)
  }

  async fillLogin(email: string, password: string): Promise<void> {
    await this.part('login-email').fill(email)
    await this.part('login-password').fill(password)
    await this.page.keyboard.press('Enter')
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.open()
    await this.fillLogin(email, password)
    await expect(this.part('account-email')).toHaveText(email)
  }

  async show(section: SectionName): Promise<void> {
    await this.part(`nav-${section}`).click()
    await expect(this.page.locator('#section-title')).toBeFocused()
  }

  /** Opens what can be changed of a user. */
  async openUser(email: string): Promise<Locator> {
    await this.part(`user-open-${email}`).click()
    const dialog = this.page.getByRole('dialog', { name: email })
    await expect(dialog).toBeVisible()
    return dialog
  }

  /** Chooses from one of the kit's lists. */
  async choose(testId: string, option: string): Promise<void> {
    await this.part(testId).click()
    await this.part(`${testId}-${option}`).click()
  }

  /** Names, roles and ids are as they should be, and nothing sticks out sideways. */
  async expectAccessible(where: string): Promise<void> {
    expect.soft(await this.page.evaluate<string[]>(findAccessibilityProblems), where).toEqual([])
    const [needed = 0, room = 0] = await this.page.evaluate<number[]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )
    expect.soft(needed, `${where}: the width that the content needs`).toBeLessThanOrEqual(room)
  }

  /** Keeps a picture of the page, all of its height, for people to look at. */
  async takePicture(name: string): Promise<void> {
    await this.page.evaluate('document.fonts.ready.then(() => undefined)')
    const size = this.page.viewportSize() ?? { width: 1280, height: 860 }
    const height = await this.page.evaluate<number>(
      '(() => { const content = document.querySelector(".shell-content"); return content === null ? 0 : content.scrollHeight + innerHeight - content.clientHeight })()',
    )
    const isModal = await this.page.getByRole('dialog').or(this.page.getByRole('alertdialog')).isVisible()
    if (!isModal) await this.page.setViewportSize({ ...size, height: Math.max(size.height, height) })
    await mkdir(pictures, { recursive: true })
    await this.page.screenshot({ path: `${pictures}admin-${name}.png`, animations: 'disabled' })
    await this.page.setViewportSize(size)
  }
}
