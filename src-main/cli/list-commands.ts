import { withServices } from './with-services.ts'

/** `rephlo commands`: what can be run, by id. */
export async function listCommands(options: {
  readonly dataDir?: string
  readonly json?: boolean
}): Promise<void> {
  await withServices(options.dataDir, (services) => {
    const commands = services.commands.list()
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify(commands)}\n`)
      return
    }
    const width = Math.max(...commands.map(({ id }) => id.length))
    for (const { id, title, description } of commands)
      process.stdout.write(`${id.padEnd(width)}  ${title}: ${description}\n`)
  })
}
