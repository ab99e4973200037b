import { ArrowLeft, Square } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import { isLocal } from './run-state.ts'
import { useRun } from './run-store.ts'

interface RunHeaderProps {
  onLeave: () => void
  /** Undefined when there is nothing to compare. */
  changes: { shown: boolean; toggle: () => void } | undefined
}

/** Which Command runs with which Space and model, and how to stop it. */
export function RunHeader({ onLeave, changes }: RunHeaderProps) {
  const input = useRun((state) => state.input)
  const origin = useRun((state) => state.origin)
  const local = useRun(isLocal)
  const running = useRun((state) => state.phase === 'running')
  const stopping = useRun((state) => state.stopping)
  const stop = useRun((state) => state.stop)
  return (
    <header className="run-header">
      <IconButton label="Back" onClick={onLeave} data-testid="run-back">
        <ArrowLeft aria-hidden />
      </IconButton>
      <h1 className="run-title">{input?.commandTitle}</h1>
      <p className="run-about">
        {input?.spaceName !== undefined && <span>{input.spaceName}</span>}
        {origin?.practice === false && <span>{origin.model}</span>}
        {origin?.practice === true && <Badge tone="warn">Practice</Badge>}
        {local && (
          <Badge tone="accent" testId="run-local">
            From local cache
          </Badge>
        )}
      </p>
      {changes !== undefined && (
        <Button
          look="quiet"
          aria-pressed={changes.shown}
          onClick={changes.toggle}
          className="run-changes"
          data-testid="run-changes"
        >
          Changes
        </Button>
      )}
      {running && (
        <Button onClick={() => void stop()} disabled={stopping} data-testid="run-stop">
          <Square aria-hidden /> Stop <Kbd keys="Escape" />
        </Button>
      )}
    </header>
  )
}
