import { readConfig, type Config } from '../app/config.ts'
import { createServices, type Services } from '../app/create-services.ts'
import { tell } from './tell.ts'

/** Opens the services for one command, tells what the person should know, and closes them. */
export async function withServices<Result>(
  dataDir: string | undefined,
  work: (services: Services, config: Config) => Promise<Result> | Result,
): Promise<Result> {
  const config = readConfig({ dataFolder: dataDir, isCommandLine: true })
  const services = createServices(config, globalThis.fetch)
  try {
    for (const notice of services.notices.list()) tell(notice.message)
    return await work(services, config)
  } finally {
    services[Symbol.dispose]()
  }
}
