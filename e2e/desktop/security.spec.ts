import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { projectFolder } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

const preload = join(projectFolder, 'dist', 'preload', 'preload.cjs')

test('every window is sandboxed and isolated, and its page has nothing of Node', async ({ rephlo }) => {
  const preferences = await rephlo.app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents): unknown => {
      // Electron has this method for its own tests, and no type for it.
      const read: unknown = Reflect.get(contents, 'getLastWebPreferences')
      return typeof read === 'function' ? Reflect.apply(read, contents, []) : undefined
    }),
  )
  expect(preferences).toHaveLength(2)
  for (const each of preferences)
    expect(each).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    })
  for (const page of [await rephlo.page('popup'), await rephlo.page('main')]) {
    expect(
      await page.evaluate(
        '[typeof require, typeof process, typeof module, typeof Buffer, typeof global, typeof electron]',
      ),
    ).toEqual(Array(6).fill('undefined'))
    expect(await page.evaluate('Object.keys(window.rephlo).sort()'), 'the whole bridge').toEqual([
      'invoke',
      'on',
    ])
  }
})

test('a page cannot leave, open windows or get permissions', async ({ rephlo }) => {
  const main = await rephlo.page('main')
  const address = main.url()
  expect(
    await main.evaluate(
      "window.open('https://example.com') === null && window.open('app://rephlo/windows/main.html') === null",
    ),
  ).toBe(true)
  await main.evaluate("location.href = 'data:text/html,gone'")
  await main.evaluate(
    `{ const link = document.createElement('a'); link.href = 'https://example.com/'; link.target = '_blank'; document.body.append(link); link.click() }`,
  )
  expect(await rephlo.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2)
  expect(await main.evaluate('Notification.requestPermission()')).toBe('denied')
  for (const name of ['geolocation', 'clipboard-read', 'camera', 'microphone', 'notifications']) {
    expect(
      await main.evaluate(`navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`),
      name,
    ).toBe('denied')
  }
  expect(
    await main.evaluate("navigator.clipboard.readText().then(() => 'read', (error) => error.name)"),
  ).toBe('NotAllowedError')

  // Playwright's own actions would wait for the end of a navigation that was refused, so the page is asked by script.
  await main.evaluate("location.href = 'https://example.com/'")
  await main.evaluate(`document.querySelector('[data-testid="nav-settings"]').click()`)
  await expect
    .poll(() => main.evaluate(`document.querySelector('[data-testid="settings-version"]') !== null`), {
      message: 'the page still works',
    })
    .toBe(true)
  expect(main.url()).toBe(address)
})

test('the content security policy stops inline scripts, eval, frames and requests to anywhere', async ({
  rephlo,
}) => {
  let visits = 0
  const server = createServer((_request, response) => {
    visits += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  for (const page of [await rephlo.page('popup'), await rephlo.page('main')]) {
    const url = `http://127.0.0.1:${port ?? 0}/`
    expect(await page.evaluate(`fetch('${url}').then(() => 'sent', (error) => error.name)`)).toBe('TypeError')
    expect(
      await page.evaluate(
        `new Promise((resolve) => { const image = new Image(); image.onload = () => resolve('loaded'); image.onerror = () => resolve('blocked'); image.src = '${url}' })`,
      ),
    ).toBe('blocked')
    expect(
      await page.evaluate(
        `{ const script = document.createElement('script'); script.textContent = 'window.injected = true'; document.body.append(script); typeof window.injected }`,
      ),
    ).toBe('undefined')
    // Later, because what is evaluated here directly may use eval whatever the policy says.
    expect(
      await page.evaluate(
        `new Promise((resolve) => setTimeout(() => { try { new Function('return 1')(); resolve('ran') } catch (error) { resolve(error.name) } }))`,
      ),
    ).toBe('EvalError')
    expect(
      await violationOf(
        page,
        `{ const frame = document.createElement('iframe'); frame.src = 'data:text/html,<p>frame'; document.body.append(frame) }`,
      ),
    ).toBe('frame-src')
    expect(
      await page.evaluate(
        "fetch(location.href).then(({ headers }) => headers.get('content-security-policy'))",
      ),
    ).toContain("default-src 'none'; script-src 'self'")
  }
  expect(visits, 'nothing left the program').toBe(0)
  await new Promise((resolve) => server.close(resolve))
})

test('messages from foreign pages and frames are refused, even with the real preload script', async ({
  rephlo,
}) => {
  const answers = await rephlo.app.evaluate(async ({ BrowserWindow }, script) => {
    const ask = async (address: string): Promise<unknown> => {
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: script, sandbox: true, contextIsolation: true },
      })
      try {
        await window.loadURL(address)
        return await window.webContents.executeJavaScript("window.rephlo.invoke('settings.get')")
      } finally {
        window.destroy()
      }
    }
    return [await ask('data:text/html,<p>foreign'), await ask('app://rephlo/windows/main.html')]
  }, preload)
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } })
})

test('unknown requests and malformed inputs are refused, and no request gives a key back', async ({
  rephlo,
}) => {
  const main = await rephlo.page('main')
  const ask = (route: string, input: string) => main.evaluate(`window.rephlo.invoke('${route}', ${input})`)
  expect(await ask('toString', 'undefined')).toMatchObject({ ok: false, error: { code: 'wrong_use' } })
  expect(await ask('keys.get', "{ provider: 'anthropic' }")).toMatchObject({
    ok: false,
    error: { code: 'wrong_use' },
  })
  expect(await ask('settings.update', "{ theme: 'pink' }")).toMatchObject({
    ok: false,
    error: { code: 'bad_input' },
  })
  expect(
    await ask('settings.update', "{ baseUrls: { anthropic: 'http://example.com' } }"),
    'a key must not travel in the open',
  ).toMatchObject({ ok: false, error: { code: 'bad_input' } })
  expect(await ask('documents.get', '{ id: 7 }')).toMatchObject({ ok: false, error: { code: 'bad_input' } })
})

/** The directive of the policy that something breaks. */
async function violationOf(page: Page, action: string): Promise<string> {
  return await page.evaluate(
    `new Promise((resolve) => { document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }); ${action} })`,
  )
}
