import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { Problem } from '../api/api-problem.ts'

interface ProblemNoticeProps {
  problem: Problem | undefined
  onRetry?: () => void
  onDismiss?: () => void
  testId?: string
}

/** What went wrong, and the way to try again, once the wait is over that the gateway asked for. */
export function ProblemNotice({ problem, onRetry, onDismiss, testId = 'problem' }: ProblemNoticeProps) {
  const wait = useWait(problem)
  if (problem === undefined) return null
  return (
    <Notice
      level="error"
      testId={testId}
      {...(onDismiss !== undefined && { onDismiss })}
      {...(onRetry !== undefined && {
        actions: (
          <Button disabled={wait > 0} onClick={onRetry} data-testid={`${testId}-retry`}>
            {wait > 0 ? `Try again in ${wait} s` : 'Try again'}
          </Button>
        ),
      })}
    >
      {problem.message}
      {onRetry === undefined && wait > 0 && <span className="figures"> Wait {wait} s.</span>}
    </Notice>
  )
}

/** The seconds that are left of a problem's wait. */
export function useWait(problem: Problem | undefined): number {
  const [left, setLeft] = useState(0)
  useEffect(() => {
    const end = Date.now() + (problem?.retryAfterSeconds ?? 0) * 1_000
    const tick = () => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1_000)))
    tick()
    if (problem?.retryAfterSeconds === undefined) return
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [problem])
  return left
}
