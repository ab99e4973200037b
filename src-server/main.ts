import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { createUser, type NewUser } from './app/create-user.ts'
import { readPassword } from './app/read-password.ts'
import { toConfig, toPlace, withPlace, withServing } from './app/config.ts'
import { runServer } from './app/run-server.ts'

/** Wrong use of the command line, as in every program of this project. */
const wrongUse = 2

const program = new Command('rephlo-server')
  .description('The Dedicated API: an OpenAI-compatible gateway with credits that passes prompt caching through.')
  .exitOverride()
  // Or --data-dir after a command would be taken for the server's own, and the command use the default folder.
  .enablePositionalOptions()
  .allowExcessArguments(false)

withServing(program).action(async (values: Parameters<typeof toConfig>[0]) => await runServer(toConfig(values)))

withPlace(program.command('create-user').description('Adds a user; the first admin is made this way.'))
  .requiredOption('--email <address>')
  .option('--password <text>', 'at least 10 characters; better typed or piped in than given here')
  .option('--admin', 'may see and change everything', false)
  .option('--tier <id>', 'which models the user may call', 'standard')
  .option('--credits <number>', 'credits to begin with (100 are one dollar)', '0')
  .exitOverride()
  .action(async (values: Parameters<typeof toPlace>[0] & Omit<NewUser, 'password'> & { readonly password?: string }) => {
    const user = await createUser(toPlace(values), { ...values, password: values.password ?? (await readPassword('Password: ')) })
    process.stdout.write(`${JSON.stringify(user)}\n`)
  })

program.parseAsync().catch((error: unknown) => {
  process.exitCode = describe(error)
})

function describe(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\n`)
    return error.exitCode === 0 ? 0 : wrongUse
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}
