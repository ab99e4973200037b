import { create, type StoreApi } from 'zustand'
import { toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { RunEvent } from '../../../src-shared/run-event.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { createAnswerActions, type AnswerActions } from './answer-actions.ts'
import {
  applyEvent,
  applyText,
  initialRun,
  isLocal,
  isWhole,
  lastAnswered,
  turnOf,
  type RunData,
  type RunInput,
  type Turn,
} from './run-state.ts'

interface RunActions extends AnswerActions {
  /** Follows the events of runs; returns how to stop. */
  start: () => () => void
  run: (input: RunInput) => Promise<void>
  /** Runs what was asked about, now that the person agreed. */
  runAnyway: () => Promise<void>
  /** Asks again; an answer from this computer is then asked of the provider. */
  retry: () => Promise<void>
  /** Asks about the answer; it stays above the next one. */
  followUp: (instructions: string) => Promise<void>
  stop: () => Promise<void>
  /** Forgets the conversation; a run that still goes on is stopped. */
  leave: () => void
  /**
   * One step back: from a follow-up to the answer before it, from the first answer out of the conversation.
   */
  back: () => void
}

export type RunState = RunData & RunActions

/** Calls back before the next paint. */
export type Schedule = (flush: () => void) => void

const nextFrame: Schedule = (flush) => {
  requestAnimationFrame(flush)
}
const largeRunCode = 'too_large'

interface Store {
  readonly set: StoreApi<RunState>['setState']
  readonly get: StoreApi<RunState>['getState']
}

/** An event that came before the answer that names its run. */
interface EarlyEvent {
  readonly runId: string
  readonly event: RunEvent
}

interface Texts {
  readonly early: EarlyEvent[]
  receive(event: RunEvent): void
  forget(): void
}

/** Shows what arrives; texts are collected until the next paint. */
function collectTexts(set: Store['set'], schedule: Schedule): Texts {
  let waitingText = ''
  const early: EarlyEvent[] = []
  const flush = () => {
    if (waitingText === '') return
    const text = waitingText
    waitingText = ''
    set((state) => applyText(state, text))
  }
  const receive = (event: RunEvent) => {
    if (event.type === 'text') {
      if (waitingText === '') schedule(flush)
      waitingText += event.text
      return
    }
    if (event.type === 'retracted') waitingText = ''
    flush()
    set((state) => applyEvent(state, event))
  }
  const forget = () => {
    waitingText = ''
    early.length = 0
  }
  return { early, receive, forget }
}

type Begin = (input: RunInput, earlier?: readonly Turn[]) => Promise<void>

function createBegin(ipc: Client, { set, get }: Store, texts: Texts): Begin {
  return async (input, earlier = get().earlier) => {
    texts.forget()
    const startedAt = Date.now()
    set({ ...initialRun, phase: 'running', input, earlier, startedAt })
    try {
      const { runId } = await ipc.invoke('assist.start', input.request)
      if (get().input !== input) {
        await ipc.invoke('assist.cancel', { runId })
        return
      }
      set({ runId })
      for (const each of texts.early.splice(0)) if (each.runId === runId) texts.receive(each.event)
      if (get().stopping) await get().stop()
    } catch (error) {
      if (get().input === input) fail(set, input, error)
    }
  }
}

/** Asks about a large run once; everything else has failed. */
function fail(set: Store['set'], input: RunInput, error: unknown): void {
  const info = toErrorInfo(error)
  if (info.code === largeRunCode && info.retryable && input.request.allowLarge !== true)
    set({ phase: 'confirm-large', question: info.message })
  else set({ phase: 'failed', error: info })
}

async function stopRun(ipc: Client, { set, get }: Store): Promise<void> {
  const { runId, phase } = get()
  if (phase !== 'running') return
  set({ stopping: true })
  if (runId === undefined) return
  try {
    await ipc.invoke('assist.cancel', { runId })
  } catch (error) {
    set({ stopping: false, delivery: { level: 'warning', message: messageOf(error) } })
  }
}

/** The ways to ask: anew, once more, or about the answer. */
function createAskActions(
  get: Store['get'],
  begin: Begin,
): Pick<RunActions, 'run' | 'runAnyway' | 'retry' | 'followUp'> {
  return {
    run: (input) => begin(input, []),
    runAnyway: async () => {
      const { input } = get()
      if (input !== undefined) await begin({ ...input, request: { ...input.request, allowLarge: true } })
    },
    retry: async () => {
      const { input, phase } = get()
      if (input === undefined || phase === 'running') return
      await begin({ ...input, request: { ...input.request, ...(isLocal(get()) && { fresh: true }) } })
    },
    followUp: async (typed) => {
      const state = get()
      const { input, runId, earlier } = state
      const instructions = typed.trim()
      if (input === undefined || runId === undefined || !isWhole(state) || instructions === '') return
      await begin(
        {
          ...input,
          request: { ...input.request, fresh: false, instructions, continues: runId },
          followUp: instructions,
        },
        [...earlier, turnOf(state)],
      )
    },
  }
}

/** One run at a time. `schedule` says when collected text is shown. */
export function createRunStore(ipc: Client, schedule: Schedule = nextFrame) {
  return create<RunState>()((set, get) => {
    const texts = collectTexts(set, schedule)
    const begin = createBegin(ipc, { set, get }, texts)

    return {
      ...initialRun,
      start: () =>
        ipc.listen('assist.run', ({ runId, event }) => {
          if (get().runId === runId) texts.receive(event)
          else if (get().phase === 'running' && get().runId === undefined) texts.early.push({ runId, event })
        }),
      ...createAskActions(get, begin),
      stop: () => stopRun(ipc, { set, get }),
      leave: () => {
        void get().stop()
        texts.forget()
        set(initialRun)
      },
      back: () => {
        const before = lastAnswered(get())
        if (before === undefined) get().leave()
        else set(before)
      },
      ...createAnswerActions(ipc, { setState: set, getState: get }),
    }
  })
}

export const useRun = createRunStore(client)
