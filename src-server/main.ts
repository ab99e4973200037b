import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { NewUser } from './app/create-user.ts'
import { environmentHelp, toConfig, toPlace, withPlace, withServing } from './app/config.ts'

/** Wrong use of the command line, as in every program of this project. */
const wrongUse = 2

// What is written (database, signing key) is for the operator's eyes alone.
process.umask(0o077)

const program = new Command('rephlo-server')
  .description(
    'The Dedicated API: an OpenAI-compatible gateway with credits that passes prompt caching through.',
  )
  .exitOverride()
  // Or --data-dir after a command would be taken for the server's own, and the command use the default
  // folder.
  .enablePositionalOptions()
  .allowExcessArguments(false)
  .showHelpAfterError('See --help.')

// Both load what they need when they run: wrong use and --help need none of it.
withServing(program)
  .addHelpText('after', environmentHelp)
  .action(async (values: Parameters<typeof toConfig>[0]) => {
    const config = toConfig(values)
    const { runServer } = await import('./app/run-server.ts')
    await runServer(config)
  })

withPlace(program.command('create-user').description('Adds a user; the first admin is made this way.'))
  .requiredOption('--email <address>', 'what the user logs in with')
  .option('--password <text>', 'at least 10 characters; better typed or piped in than given here')
  .option('--admin', 'may see and change everything', false)
  .option('--tier <id>', 'which models the user may call', 'standard')
  .option('--credits <number>', 'credits to begin with (100 are one dollar)', '0')
  .exitOverride()
  .showHelpAfterError('See create-user --help.')
  .action(
    async (
      values: Parameters<typeof toPlace>[0] & Omit<NewUser, 'password'> & { readonly password?: string },
    ) => {
      const place = toPlace(values)
      const [{ createUser }, { readPassword }] = await Promise.all([
        import('./app/create-user.ts'),
        import('./app/read-password.ts'),
      ])
      const user = await createUser(place, { ...values, password: values.password ?? (await readPassword()) })
      process.stdout.write(`${JSON.stringify(user)}\n`)
    },
  )

withPlace(
  program
    .command('set-password')
    .description('Gives a user a new password and ends all of the user’s sessions.'),
)
  .requiredOption('--email <address>', 'whose')
  .option('--password <text>', 'at least 10 characters; better typed or piped in than given here')
  .exitOverride()
  .showHelpAfterError('See set-password --help.')
  .action(
    async ({
      email,
      password,
      ...values
    }: Parameters<typeof toPlace>[0] & { readonly email: string; readonly password?: string }) => {
      const place = toPlace(values)
      const [{ setPassword }, { readPassword }] = await Promise.all([
        import('./app/set-password.ts'),
        import('./app/read-password.ts'),
      ])
      const account = await setPassword(place, email, password ?? (await readPassword()))
      process.stdout.write(`${JSON.stringify(account)}\n`)
    },
  )

program.parseAsync().catch((error: unknown) => {
  process.exitCode = describe(error)
})

function describe(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error instanceof InvalidArgumentError) process.stderr.write(`error: ${error.message}\nSee --help.\n`)
    return error.exitCode === 0 ? 0 : wrongUse
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}
