import { useState } from 'react'
import { Kbd } from '../../ui/kbd.tsx'
import { describeEstimate, explainEstimate } from './describe-estimate.ts'
import { usePicker } from './picker-store.ts'

const hints = [
  { keys: 'Up+Down', text: 'Choose' },
  { keys: 'Return', text: 'Run' },
  { keys: 'Escape', text: 'Close' },
]

/** What a run would send, in words when it is pressed, and the keys. */
export function PickerFooter() {
  const estimate = usePicker((state) => state.estimate)
  const [explained, setExplained] = useState(false)
  const problem = usePicker((state) => state.estimateProblem)
  return (
    <footer className="picker-footer">
      {problem !== undefined || estimate === undefined ? (
        <span className="picker-estimate" data-testid="popup-estimate">
          {problem}
        </span>
      ) : (
        <button
          type="button"
          className="picker-estimate figures"
          aria-expanded={explained}
          title={explainEstimate(estimate)}
          onClick={() => setExplained(!explained)}
          data-testid="popup-estimate"
        >
          {describeEstimate(estimate)}
        </button>
      )}
      <span className="picker-hints" aria-hidden>
        {hints.map((hint) => (
          <span key={hint.keys}>
            <Kbd keys={hint.keys} /> {hint.text}
          </span>
        ))}
      </span>
      {explained && estimate !== undefined && (
        <p className="picker-explanation figures" role="status" data-testid="popup-estimate-explained">
          {explainEstimate(estimate)}
        </p>
      )}
    </footer>
  )
}
