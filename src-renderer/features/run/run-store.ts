import { create } from 'zustand'
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
  /** One step back: from a follow-up to the answer before it, from the first answer out of the conversation. */
  back: () => void
}

export type RunState = RunData & RunActions

/** Calls back before the next paint. */
export type Schedule = (flush: () => void) => void

const nextFrame: Schedule = (flush) => {
  requestAnimationFrame(flush)
}
const largeRunCode = 'too_large'

/** One run at a time. `schedule` says when collected text is shown. */
export function createRunStore(ipc: Client, schedule: Schedule = nextFrame) {
  return create<RunState>()((set, get) => {
    let waitingText = ''
    /** Events that came before the answer that names their run. */
    let early: { runId: string; event: RunEvent }[] = []

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
    const begin = async (input: RunInput, earlier: readonly Turn[] = get().earlier) => {
      waitingText = ''
      early = []
      const startedAt = Date.now()
      set({ ...initialRun, phase: 'running', input, earlier, startedAt })
      try {
        const { runId } = await ipc.invoke('assist.start', input.request)
        if (get().input !== input) {
          await ipc.invoke('assist.cancel', { runId })
          return
        }
        set({ runId })
        for (const each of early) if (each.runId === runId) receive(each.event)
        early = []
        if (get().stopping) await get().stop()
      } catch (error) {
        if (get().input === input) fail(input, error)
      }
    }
    const fail = (input: RunInput, error: unknown) => {
      const info = toErrorInfo(error)
      if (info.code === largeRunCode && info.retryable && input.request.allowLarge !== true)
        set({ phase: 'confirm-large', question: info.message })
      else set({ phase: 'failed', error: info })
    }

    return {
      ...initialRun,
      start: () =>
        ipc.listen('assist.run', ({ runId, event }) => {
          if (get().runId === runId) receive(event)
          else if (get().phase === 'running' && get().runId === undefined) early.push({ runId, event })
        }),
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
      stop: async () => {
        const { runId, phase } = get()
        if (phase !== 'running') return
        set({ stopping: true })
        if (runId === undefined) return
        try {
          await ipc.invoke('assist.cancel', { runId })
        } catch (error) {
          set({ stopping: false, delivery: { level: 'warning', message: messageOf(error) } })
        }
      },
      leave: () => {
        void get().stop()
        waitingText = ''
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
