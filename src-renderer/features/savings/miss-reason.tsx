import { useState } from 'react'
import type { RunRecord } from '../../../src-shared/savings.ts'
import { Button } from '../../ui/button.tsx'
import { missWords } from './miss-words.ts'

/** Why a run missed, in a word; pressed, in a sentence. */
export function MissReason({ run }: { run: RunRecord }) {
  const [open, setOpen] = useState(false)
  if (run.missReason === undefined || run.missReason === 'not_reported') return null
  const { short, meaning } = missWords[run.missReason]
  const sentence = run.miss?.message ?? meaning
  return (
    <div className="miss-reason">
      <Button
        look="link"
        aria-expanded={open}
        title={sentence}
        onClick={() => setOpen(!open)}
        data-testid="savings-run-miss"
      >
        {short}
      </Button>
      {open && <p data-testid="savings-run-miss-sentence">{sentence}</p>}
    </div>
  )
}
