import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { useRun } from './run-store.ts'

/** What can be done with the answer; the first one is Enter. */
export function RunActions({ hasText }: { hasText: boolean }) {
  const canDeliver = useRun((state) => state.input?.canDeliver ?? false)
  const failed = useRun((state) => state.phase === 'failed')
  const { deliver, copy, retry } = useRun.getState()
  const deliverable = canDeliver && hasText
  return (
    <div className="run-actions">
      {deliverable && (
        <Button look={failed ? 'plain' : 'primary'} onClick={() => void deliver('replace')} data-testid="run-replace">
          Replace <Kbd keys="Return" />
        </Button>
      )}
      {deliverable && (
        <Button onClick={() => void deliver('insert-below')} data-testid="run-insert">
          Insert below <Kbd keys="Control+Return" />
        </Button>
      )}
      {hasText && (
        <Button look={deliverable || failed ? 'plain' : 'primary'} onClick={() => void copy()} data-testid="run-copy">
          Copy <Kbd keys={deliverable ? 'Control+C' : 'Return'} />
        </Button>
      )}
      <Button look={failed ? 'primary' : 'quiet'} onClick={() => void retry()} data-testid="run-retry">
        Retry <Kbd keys="Control+R" />
      </Button>
    </div>
  )
}
