import { Command, Option } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { endpointProfiles, providerIds } from '../../src-shared/entities.ts'
import { logIn, logOut, type LoginOptions } from './log-in.ts'
import { listCommands } from './list-commands.ts'
import { runCommand, type RunOptions } from './run-command.ts'
import { runDemo } from './run-demo.ts'
import { showStats } from './show-stats.ts'

interface CommonOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/**
 * The command line: the same services as the desktop program, for terminals, scripts and desktop shortcuts.
 */
export function createProgram(): Command {
  const program = new Command('rephlo')
    .description('Rephlo on the command line. Answers go to standard output, messages to standard error.')
    .version(packageJson.version)
    .exitOverride()
  const dataDir = new Option(
    '--data-dir <folder>',
    'where Spaces, settings and runs lie (default: the app’s own folder)',
  )
  addRun(program, dataDir)
  program
    .command('commands')
    .description('list the Commands')
    .option('--json', 'as JSON')
    .addOption(dataDir)
    .action((options: CommonOptions) => listCommands(options))
  addLogin(program, dataDir)
  program
    .command('stats')
    .description('what runs cost and what caching saved')
    .option('--json', 'as JSON')
    .addOption(dataDir)
    .action((options: CommonOptions) => showStats(options))
  program
    .command('demo')
    .description('two practice runs on the sample Space: cold, then warm')
    .addOption(dataDir)
    .action((options: CommonOptions) => runDemo(options))
  for (const command of program.commands) command.exitOverride()
  return program
}

function addRun(program: Command, dataDir: Option): void {
  const run = program
    .command('run')
    .description('run a Command on the text from standard input')
    .argument('<command>', 'id of a Command, see “rephlo commands”')
    .addOption(new Option('--space <name>', 'a stored Space').conflicts('spaceDir'))
    .option('--space-dir <folder>', 'use the .txt and .md files of a folder as the Space of this run')
  addAnswering(run)
  addCaching(run)
  run
    .option(
      '--conversation <file>',
      'earlier turns as a JSON array of {"role": "user" | "assistant", "text": "…"}; ' +
        'the instructions continue them',
    )
    .option('--instructions <text>', 'instructions or a question', '')
    .option('--allow-large', 'send it even above the limit set in Settings')
    .option('--json', 'one event a line as JSON')
    .addOption(dataDir)
    .action((command: string, options: RunOptions) => runCommand(command, options))
}

/** Who answers. */
function addAnswering(run: Command): void {
  run
    .addOption(
      new Option('--provider <provider>', 'who answers (default: as in Settings)').choices(providerIds),
    )
    .addOption(
      new Option(
        '--fallback <provider...>',
        'who answers when the provider cannot, in this order (default: as in Settings)',
      ).choices(providerIds),
    )
    .option('--model <id>', 'the model (default: as in Settings)')
    .option(
      '--base-url <url>',
      'another address of the provider, as its SDK takes it, or of the Dedicated API',
    )
    .addOption(new Option('--api <api>', 'which of OpenAI’s interfaces').choices(['responses', 'chat']))
    .addOption(
      new Option('--endpoint <profile>', 'what kind of OpenAI-compatible server answers').choices(
        endpointProfiles,
      ),
    )
}

/** What is kept, at the vendor and on this computer. */
function addCaching(run: Command): void {
  run
    .option(
      '--caching <field=value...>',
      'caching configuration of this run, such as enabled=false or cache_retention=1h',
    )
    .option('--local-cache', 'keep the answer on this computer and serve the same task from there')
    .option('--no-local-cache', 'neither keep nor serve answers on this computer')
    .option('--fresh', 'ask the provider even when an answer is kept')
}

function addLogin(program: Command, dataDir: Option): void {
  program
    .command('login')
    .description('log in to a Dedicated API; the password is asked for, or read from standard input')
    .requiredOption('--server <url>', 'its address')
    .requiredOption('--email <address>', 'whose login it is')
    .addOption(dataDir)
    .action((options: LoginOptions) => logIn(options))
  program
    .command('logout')
    .description('end the session at the Dedicated API and forget it')
    .addOption(dataDir)
    .action((options: CommonOptions) => logOut(options))
}
