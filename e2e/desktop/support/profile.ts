import { readConfig } from '../../../src-main/app/config.ts'
import { createServices, type Services } from '../../../src-main/app/create-services.ts'
import type { OwnProviderId, Settings } from '../../../src-shared/entities.ts'

const noNetwork = (): Promise<Response> =>
  Promise.reject(new Error('A profile is prepared without the network.'))

/** Works on a data folder with the product's own services, while the program does not run. */
export async function withProfile<Result>(
  dataFolder: string,
  work: (services: Services) => Result | Promise<Result>,
): Promise<Result> {
  using services = createServices(readConfig({ dataFolder }, {}), noNetwork)
  return await work(services)
}

/** A profile of somebody who uses Anthropic at this address; the key comes from the environment. */
export async function useAnthropic(dataFolder: string, baseUrl: string): Promise<void> {
  await useProvider(dataFolder, 'anthropic', baseUrl)
}

/** A profile of somebody who uses this provider at this address; the key comes from the environment. */
export async function useProvider(
  dataFolder: string,
  provider: OwnProviderId,
  baseUrl: string,
  more: Partial<Settings> = {},
): Promise<void> {
  await withProfile(dataFolder, ({ settings }) =>
    settings.update({ provider, ...more, baseUrls: { ...more.baseUrls, [provider]: baseUrl } }),
  )
}

/** Adds a Space with one document, and chooses it for the next runs. */
export async function addSpace(dataFolder: string, name: string, text: string): Promise<void> {
  await withProfile(dataFolder, async ({ settings, spaces }) => {
    const space = spaces.create(name)
    await spaces.saveDocument({ spaceId: space.id, title: 'Handbook', text })
    settings.update({ lastSpaceId: space.id })
  })
}

export const labKey = 'sk-ant-lab-e2e-4f9c2d7b61'
/** The environment of a person whose key is set for the terminal. */
export const labKeyEnvironment = { ANTHROPIC_API_KEY: labKey }
/** The same for every provider. */
export const labKeysEnvironment = {
  ...labKeyEnvironment,
  OPENAI_API_KEY: 'sk-lab-e2e-51c0a9',
  GEMINI_API_KEY: 'lab-e2e-77d2f4',
}
