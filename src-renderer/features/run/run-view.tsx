import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { Notice } from '../../ui/notice.tsx'
import { canCompare } from './can-compare.ts'
import { DiffView } from './diff-view.tsx'
import { FollowUpField } from './follow-up-field.tsx'
import { RunActions } from './run-actions.tsx'
import { RunHeader } from './run-header.tsx'
import { runKeyAction } from './run-keys.ts'
import { RunProgress } from './run-progress.tsx'
import { RunReceipt } from './run-receipt.tsx'
import { answerOf, isWhole } from './run-state.ts'
import { useRun } from './run-store.ts'
import { RunText } from './run-text.tsx'
import './run.css'

/** The popup during and after a run. */
export function RunView() {
  const phase = useRun((state) => state.phase)
  const whole = useRun(isWhole)
  const original = useRun((state) => state.input?.original)
  const blocks = useRun((state) => state.blocks)
  const back = useRun((state) => state.back)
  const [changesShown, setChangesShown] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const followUp = useRef<HTMLInputElement>(null)
  useRunKeys(followUp)
  const done = phase !== 'running'
  useFocusOnAnswer(root, done)

  const answer = done ? answerOf({ blocks }) : ''
  // What is missing from half an answer would look as if it had been deleted.
  const comparable = whole && canCompare(original, answer) ? original : undefined
  const showChanges = changesShown && comparable !== undefined

  return (
    <div className="run" ref={root} tabIndex={-1}>
      <RunHeader
        onLeave={back}
        changes={
          comparable === undefined
            ? undefined
            : { shown: changesShown, toggle: () => setChangesShown(!changesShown) }
        }
      />
      {showChanges ? <DiffView before={comparable} after={answer} /> : <RunText />}
      <RunMessages hasText={blocks.length > 0} />
      <footer className="run-footer">
        {done ? (
          <>
            <RunReceipt />
            {whole && <FollowUpField fieldRef={followUp} onLeave={() => root.current?.focus()} />}
            <RunActions hasText={answer !== ''} />
          </>
        ) : (
          <RunProgress />
        )}
      </footer>
    </div>
  )
}

/** Each run begins with the keys at the answer, wherever the last one left them. */
function useFocusOnAnswer(root: RefObject<HTMLElement | null>, done: boolean) {
  useEffect(() => {
    if (!done) root.current?.focus()
  }, [root, done])
  useEffect(() => {
    root.current?.focus()
  }, [root])
}

function RunMessages({ hasText }: { hasText: boolean }) {
  const phase = useRun((state) => state.phase)
  const error = useRun((state) => state.error)
  const warnings = useRun((state) => state.warnings)
  const delivery = useRun((state) => state.delivery)
  return (
    <div className="run-messages">
      {phase === 'failed' && error !== undefined && (
        <Notice level="error" testId="run-error">
          {error.message}
          {hasText && ' What arrived before is kept.'}
        </Notice>
      )}
      {phase === 'cancelled' && (
        <Notice testId="run-cancelled">
          {hasText ? 'Stopped. What arrived before is kept.' : 'Stopped before the first words arrived.'}
        </Notice>
      )}
      {warnings.map((warning) => (
        <Notice
          key={warning.message}
          level={warning.code === 'retrying' ? 'info' : 'warning'}
          testId={`run-warning-${warning.code}`}
        >
          {warning.message}
        </Notice>
      ))}
      {delivery !== undefined && (
        <Notice level={delivery.level} testId="run-delivery">
          {delivery.message}
        </Notice>
      )}
    </div>
  )
}

function useRunKeys(followUp: RefObject<HTMLInputElement | null>) {
  const endedAt = useEndTime()
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const state = useRun.getState()
    const { phase, input, blocks, stop, back, retry, copy, deliver } = state
    const action = runKeyAction(
      { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, repeated: event.repeat },
      {
        phase,
        whole: isWhole(state),
        canDeliver: input?.canDeliver ?? false,
        hasText: blocks.length > 0,
        textSelected: window.getSelection()?.isCollapsed === false,
        onButton: event.target instanceof HTMLButtonElement,
        inField: event.target instanceof HTMLInputElement,
        endedForMs: performance.now() - endedAt.current,
      },
    )
    if (action === undefined) return
    event.preventDefault()
    const perform = {
      stop,
      back,
      retry,
      copy,
      'follow-up': () => followUp.current?.focus(),
      replace: () => deliver('replace'),
      insert: () => deliver('insert-below'),
    }
    void perform[action]()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

/** When the run came to its end, on the clock of `performance.now()`. */
function useEndTime() {
  const done = useRun((state) => state.phase !== 'running')
  const endedAt = useRef(0)
  useLayoutEffect(() => {
    if (done) endedAt.current = performance.now()
  }, [done])
  return endedAt
}
