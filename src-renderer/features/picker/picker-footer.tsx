import { Kbd } from '../../ui/kbd.tsx'
import { describeEstimate, explainEstimate } from './describe-estimate.ts'
import { usePicker } from './picker-store.ts'

const hints = [
  { keys: 'Up+Down', text: 'Choose' },
  { keys: 'Return', text: 'Run' },
  { keys: 'Escape', text: 'Close' },
]

/** What a run would send, and the keys. */
export function PickerFooter() {
  const estimate = usePicker((state) => state.estimate)
  const problem = usePicker((state) => state.estimateProblem)
  return (
    <footer className="picker-footer">
      <span className="picker-estimate figures" data-testid="popup-estimate" title={estimate && explainEstimate(estimate)}>
        {problem ?? (estimate === undefined ? '' : describeEstimate(estimate))}
      </span>
      <span className="picker-hints" aria-hidden>
        {hints.map((hint) => (
          <span key={hint.keys}>
            <Kbd keys={hint.keys} /> {hint.text}
          </span>
        ))}
      </span>
    </footer>
  )
}
