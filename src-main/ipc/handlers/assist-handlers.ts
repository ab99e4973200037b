import type { RunRequest } from '../../../src-shared/ipc/contract.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { RunEvent } from '../../../src-shared/run-event.ts'
import type { AssistServices } from '../../assist/assist-services.ts'
import type { AssistSession } from '../../assist/open-assist.ts'
import { computerVariables } from '../../assist/computer-variables.ts'
import { estimateRun } from '../../assist/estimate-run.ts'
import { prepareRun, type AssistRequest, type PreparedRun } from '../../assist/prepare-run.ts'
import { runAssist } from '../../assist/run-assist.ts'
import type { RunRegistry } from '../../assist/run-registry.ts'
import type { TextDelivery } from '../../delivery/delivery.ts'
import { usedVariables } from '../../prompt/compose-prompt.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

/** A delivery waits for other programs; beyond this something there hangs. */
const deliveryTimeoutMs = 10_000

export interface AssistDependencies {
  readonly services: AssistServices
  readonly session: AssistSession
  readonly registry: RunRegistry
  readonly delivery: TextDelivery
  /** Undefined when it cannot be read. */
  readonly readClipboardText: () => Promise<string | undefined>
  readonly popup: { hide(): void; reveal(): void }
  readonly announceRun: (runId: string, event: RunEvent) => void
  readonly announceRecorded: (run: PreparedRun) => void
}

/** Runs from the popup: estimate, start, cancel, and what happens with the answer. */
export function assistHandlers(dependencies: AssistDependencies): DomainHandlers<'assist' | 'popup'> {
  const { services, session, registry, delivery, popup } = dependencies
  return {
    'assist.context': () => session.context,
    'assist.estimate': (request) => estimateRun(services, toRequest(dependencies, request)),
    'assist.start': async (request) => {
      const prepared = prepareRun(
        services,
        await withClipboard(dependencies, toRequest(dependencies, request)),
      )
      const { runId, signal } = registry.begin()
      // The answer with the run's id goes out first, so that the window knows whose events follow.
      setImmediate(() => void pump(dependencies, prepared, runId, signal))
      return { runId }
    },
    'assist.cancel': ({ runId }) => registry.cancel(runId),
    'assist.copy': async ({ text }) => {
      const isCopied = await delivery.writeClipboardText(text)
      if (!isCopied)
        throw new RephloError(
          'internal',
          'The text could not be copied: another program holds the clipboard. Try again.',
          { retryable: true },
        )
    },
    'assist.deliver': async ({ mode, text }) => {
      popup.hide()
      const { text: originalText, source } = session.selection
      const outcome = await delivery.deliver(
        { mode, text, originalText, source },
        AbortSignal.timeout(deliveryTimeoutMs),
      )
      if (outcome.delivered) return { delivered: true }
      popup.reveal()
      return { delivered: false, message: outcome.message }
    },
    'popup.hide': () => popup.hide(),
  }
}

function toRequest(
  { services, session }: AssistDependencies,
  { text, allowLarge, continues, ...request }: RunRequest,
): AssistRequest {
  const { source, text: selected } = session.selection
  const variables = computerVariables(services.now(), {
    applicationName: source?.applicationName,
    windowTitle: source?.title,
  })
  return {
    ...request,
    ...conversation(services, continues),
    variables,
    text: continues === undefined ? (text ?? selected) : '',
    allowLarge: allowLarge ?? false,
  }
}

function conversation(
  { conversations }: AssistServices,
  continues: string | undefined,
): Pick<AssistRequest, 'turns'> {
  if (continues === undefined) return {}
  const turns = conversations.find(continues)
  if (turns === undefined)
    throw new RephloError('not_found', 'This conversation is no longer kept. Run the Command again.')
  return { turns }
}

/** The clipboard is read only where the Command or the Space asks for it. */
async function withClipboard(
  { services, readClipboardText }: AssistDependencies,
  request: AssistRequest,
): Promise<AssistRequest> {
  if (!asksForClipboard(services, request)) return request
  const clipboard = await readClipboardText()
  return {
    ...request,
    variables: { ...request.variables, ...(clipboard === undefined ? {} : { CLIPBOARD: clipboard }) },
  }
}

function asksForClipboard(
  { commands, spaces }: AssistServices,
  { commandId, spaceId }: AssistRequest,
): boolean {
  const documents = spaceId === null ? [] : spaces.documentsOf(spaceId)
  return usedVariables(documents, commands.find(commandId)?.template ?? '').has('CLIPBOARD')
}

async function pump(
  { services, registry, announceRun, announceRecorded }: AssistDependencies,
  run: PreparedRun,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of runAssist(services, run, signal, runId)) announceRun(runId, event)
  } catch (error) {
    services.report('A run ended without its last event', error)
  } finally {
    registry.end(runId)
    announceRecorded(run)
  }
}
