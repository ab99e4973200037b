import { useEffect, useState } from 'react'
import { formatDuration } from '../../ui/format.ts'
import { useRun } from './run-store.ts'

const waitingWords = (thinking: boolean) =>
  thinking ? 'The model is thinking' : 'Waiting for the first words'

const quietMs = 1_000
const tickMs = 200

/** Says that the run goes on, and after a second for how long it has been waiting. */
export function RunProgress() {
  const startedAt = useRun((state) => state.startedAt)
  const waiting = useRun((state) => state.blocks.length === 0)
  const thinking = useRun((state) => state.thinking)
  const stopping = useRun((state) => state.stopping)
  const [now, setNow] = useState(startedAt)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs)
    return () => clearInterval(timer)
  }, [])
  const elapsed = now - startedAt
  const words = stopping ? 'Stopping…' : waiting ? waitingWords(thinking) : 'Writing'
  return (
    <span className="run-progress">
      <span className="run-pulse" aria-hidden />
      <span role="status">{words}</span>
      {elapsed >= quietMs && <span className="figures faint">{formatDuration(elapsed)}</span>}
    </span>
  )
}
