import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useRun } from './run-store.ts'

/** Asks before a run that would send a lot. */
export function LargeRunNotice() {
  const question = useRun((state) => state.question)
  const { runAnyway, back } = useRun.getState()
  const first = useRef<HTMLDivElement>(null)
  useEffect(() => {
    first.current?.querySelector('button')?.focus()
  }, [])
  return (
    <div ref={first} className="large-run">
      <Notice
        level="warning"
        testId="run-large"
        actions={
          <>
            <Button look="primary" onClick={() => void runAnyway()} data-testid="run-anyway">
              Run anyway
            </Button>
            <Button onClick={back} data-testid="run-anyway-cancel">
              Cancel
            </Button>
          </>
        }
      >
        {question}
      </Notice>
    </div>
  )
}
