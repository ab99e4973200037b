import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { isLocal, isWhole } from './run-state.ts'
import { useRun } from './run-store.ts'

/** What can be done with the answer; Enter does the first, unless the answer is not whole. */
export function RunActions({ hasText }: { hasText: boolean }) {
  const canDeliver = useRun((state) => state.input?.canDeliver ?? false)
  const local = useRun(isLocal)
  const whole = useRun(isWhole)
  const { deliver, copy, retry } = useRun.getState()
  const deliverable = canDeliver && hasText
  return (
    <div className="run-actions">
      {deliverable && (
        <Button
          look={whole ? 'primary' : 'plain'}
          onClick={() => void deliver('replace')}
          data-testid="run-replace"
        >
          {whole ? 'Replace' : 'Replace anyway'} {whole && <Kbd keys="Return" />}
        </Button>
      )}
      {deliverable && (
        <Button onClick={() => void deliver('insert-below')} data-testid="run-insert">
          {whole ? 'Insert below' : 'Insert below anyway'} {whole && <Kbd keys="Control+Return" />}
        </Button>
      )}
      {hasText && (
        <Button
          look={deliverable || !whole ? 'plain' : 'primary'}
          onClick={() => void copy()}
          data-testid="run-copy"
        >
          Copy <Kbd keys={deliverable || !whole ? 'Control+C' : 'Return'} />
        </Button>
      )}
      <Button look={whole ? 'quiet' : 'primary'} onClick={() => void retry()} data-testid="run-retry">
        {local ? 'Ask again' : 'Retry'} <Kbd keys="Control+R" />
      </Button>
    </div>
  )
}
