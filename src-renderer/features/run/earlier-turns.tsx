import { Copy } from 'lucide-react'
import { memo } from 'react'
import { IconButton } from '../../ui/icon-button.tsx'
import { answerOf, type Turn } from './run-state.ts'
import { useRun } from './run-store.ts'

/** The answers before this one with what was asked about them, and what was asked now. */
export function EarlierTurns() {
  const earlier = useRun((state) => state.earlier)
  const asked = useRun((state) => state.input?.followUp)
  if (earlier.length === 0) return null
  return (
    <div className="run-earlier" data-testid="run-earlier">
      {earlier.map((turn, index) => (
        <EarlierTurn key={turn.runId ?? index} turn={turn} />
      ))}
      <Question text={asked} />
    </div>
  )
}

const EarlierTurn = memo(function EarlierTurn({ turn }: { turn: Turn }) {
  const answer = answerOf(turn)
  return (
    <>
      <Question text={turn.input?.followUp} />
      <div className="run-turn">
        <p>{answer}</p>
        <IconButton
          label="Copy this answer"
          onClick={() => void useRun.getState().copy(answer)}
          data-testid="run-copy-earlier"
        >
          <Copy aria-hidden />
        </IconButton>
      </div>
    </>
  )
})

function Question({ text }: { text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p className="run-question">
      <span className="visually-hidden">You asked: </span>
      {text}
    </p>
  )
}
