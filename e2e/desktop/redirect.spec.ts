import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runCommand } from './support/popup-page.ts'
import { labKeyEnvironment, useAnthropic } from './support/profile.ts'
import { Rephlo } from './support/rephlo.ts'
import { expect, test } from './support/test.ts'

test('an address that redirects gets no further: neither key nor text reaches the other host', async ({
  dataFolder,
}) => {
  const seen: string[] = []
  const foreign = await listen(
    createServer((request, response) => {
      seen.push(request.url ?? '')
      response.end('{"data":[]}')
    }),
  )
  const redirecting = await listen(
    createServer(
      (_request, response) =>
        void response.writeHead(307, { location: `http://localhost:${portOf(foreign)}/v1/messages` }).end(),
    ),
  )
  try {
    await useAnthropic(dataFolder, `http://127.0.0.1:${portOf(redirecting)}`)
    await using rephlo = await Rephlo.launch({
      dataFolder,
      flags: ['--hidden'],
      environment: labKeyEnvironment,
    })
    const popup = await rephlo.openPopup()
    await popup.getByTestId('popup-text').fill('A private text.')
    await popup.getByTestId('popup-filter').focus()
    await runCommand(popup, 'improve')
    await expect(popup.getByTestId('run-error')).toContainText('redirects to another address')
    expect(seen).toEqual([])
  } finally {
    foreign.close()
    redirecting.close()
  }
})

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
