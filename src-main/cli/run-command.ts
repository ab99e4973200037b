import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { answeringProvider } from '../../src-shared/answering-provider.ts'
import { dedicatedProviderId } from '../../src-shared/dedicated-provider-id.ts'
import type { EndpointProfile, OpenAiApi, ProviderId } from '../../src-shared/entities.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { Services } from '../app/create-services.ts'
import { computerVariables } from '../assist/computer-variables.ts'
import { prepareRun, type AssistRequest, type PreparedRun } from '../assist/prepare-run.ts'
import { runAssist } from '../assist/run-assist.ts'
import { parseCachingInput } from '../caching/config/parse-caching-input.ts'
import type { CachingEnvironment } from '../caching/config/read-caching-environment.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { checkBaseUrl } from '../providers/check-base-url.ts'
import { checkServerUrl } from '../providers/dedicated-api/check-server-url.ts'
import { readDocumentFolder } from '../spaces/read-document-folder.ts'
import { openDedicated } from './open-dedicated.ts'
import { printJson, printText } from './print-run.ts'
import { readConversation } from './read-conversation.ts'
import { readStandardInput } from './read-standard-input.ts'
import { tell } from './tell.ts'
import { withServices } from './with-services.ts'

export interface RunOptions {
  readonly space?: string
  readonly spaceDir?: string
  readonly provider?: ProviderId
  readonly model?: string
  readonly baseUrl?: string
  readonly fallback?: readonly ProviderId[]
  readonly api?: OpenAiApi
  readonly endpoint?: EndpointProfile
  readonly caching?: readonly string[]
  readonly localCache?: boolean
  readonly fresh?: boolean
  readonly conversation?: string
  readonly instructions: string
  readonly allowLarge?: boolean
  readonly json?: boolean
  readonly dataDir?: string
}

/**
 * `rephlo run`: streams the answer to standard output; a failure sets the exit code to 1. Ctrl+C cancels the
 * run.
 */
export async function runCommand(commandId: string, options: RunOptions): Promise<void> {
  await withServices(options.dataDir, async (services, config) => {
    if (services.commands.find(commandId) === undefined) {
      throw new RephloError('wrong_use', `There is no Command “${commandId}”. “rephlo commands” lists them.`)
    }
    const { run, meanwhile, lineEnd } = await prepare(services, commandId, options, config.caching)
    const cancel = new AbortController()
    process.once('SIGINT', () => cancel.abort())
    process.once('SIGTERM', () => cancel.abort())
    // Whoever read the answer has gone, as in `rephlo run … | head -1`: going on would only cost money.
    process.stdout.on('error', () => cancel.abort())
    const print = options.json === true ? printJson() : printText(lineEnd)
    for await (const event of runAssist(services, run, cancel.signal)) print(event)
    await meanwhile
  })
}

/** With `--json`, a run that is refused before it starts is told as an event, too. */
async function prepare(
  services: Services,
  commandId: string,
  options: RunOptions,
  environment: CachingEnvironment,
): Promise<{ run: PreparedRun; meanwhile: Promise<void>; lineEnd: string }> {
  try {
    if (options.baseUrl !== undefined) checkAddress(options.baseUrl, options.provider)
    const { meanwhile } = await openDedicated(services, options)
    const space = await chooseSpace(services, options)
    const { text, lineEnd } = splitLastNewline(await readStandardInput())
    const { instructions, baseUrl, fresh, allowLarge = false } = options
    const run = prepareRun(services, {
      ...space,
      ...providerChoice(services, options, environment),
      commandId,
      text,
      instructions,
      baseUrl,
      fresh,
      allowLarge,
      fallbacks: options.fallback,
      openAiApi: options.api,
      endpointProfile: options.endpoint,
      turns: options.conversation === undefined ? undefined : await readConversation(options.conversation),
      variables: computerVariables(services.now()),
      localAnswers: options.localCache ?? environment.localCache,
    })
    return { run, meanwhile, lineEnd }
  } catch (error) {
    if (options.json === true)
      process.stdout.write(`${JSON.stringify({ type: 'failed', error: toErrorInfo(error) })}\n`)
    throw error
  }
}

/** What the command line says comes first, then the environment, then the settings. */
function providerChoice(
  services: Services,
  { provider, model, caching = [] }: RunOptions,
  { claudeModel, anthropicCache }: CachingEnvironment,
): Pick<AssistRequest, 'provider' | 'model' | 'caching'> {
  const isAnthropic = (provider ?? answeringProvider(services.settings.get())) === 'anthropic'
  const enabled = isAnthropic && anthropicCache !== undefined ? { enabled: anthropicCache } : {}
  return {
    provider,
    model: model ?? (isAnthropic ? claudeModel : undefined),
    caching: { ...enabled, ...parseCachingInput(caching) },
  }
}

async function chooseSpace(
  services: Services,
  { space, spaceDir }: RunOptions,
): Promise<Pick<AssistRequest, 'spaceId' | 'documents'>> {
  if (spaceDir !== undefined) return { spaceId: null, documents: await readSpaceFolder(spaceDir) }
  if (space === undefined) return { spaceId: null }
  const stored = services.spaces.findByName(space)
  if (stored === undefined) {
    const names = services.spaces.list().map(({ name }) => name)
    const known =
      names.length === 0
        ? 'None has been created yet; use --space-dir for a folder.'
        : `There are: ${names.join(', ')}.`
    throw new RephloError('wrong_use', `There is no Space “${space}”. ${known}`)
  }
  return { spaceId: stored.id }
}

async function readSpaceFolder(folder: string): Promise<AssistRequest['documents']> {
  const { documents, rejected } = await readDocumentFolder(folder).catch(asWrongUse)
  for (const { reason } of rejected) tell(`Left out: ${reason}`)
  if (documents.length === 0)
    throw new RephloError(
      'wrong_use',
      `“${folder}” holds no usable .txt or .md file. Choose a folder with text documents.`,
    )
  const scope = `folder:${createHash('sha256').update(resolve(folder)).digest('hex')}`
  return {
    name: basename(resolve(folder)),
    scope,
    documents: documents.map((document) => ({ ...document, tokens: estimateTokens(document.text) })),
  }
}

function checkAddress(address: string, provider: ProviderId | undefined): void {
  try {
    if (provider === dedicatedProviderId) checkServerUrl(address)
    else checkBaseUrl(address, provider !== 'openai-compatible')
  } catch (error) {
    asWrongUse(error)
  }
}

/** What is wrong with an option is wrong use, not a failed run. */
function asWrongUse(error: unknown): never {
  throw new RephloError('wrong_use', toErrorInfo(error).message, { cause: error })
}

/** The newline that a shell's `echo` adds is not part of the text; the answer ends with one like it. */
function splitLastNewline(text: string): { text: string; lineEnd: string } {
  const lineEnd = /\r?\n$/.exec(text)?.[0] ?? ''
  return { text: text.slice(0, text.length - lineEnd.length), lineEnd: lineEnd || '\n' }
}
