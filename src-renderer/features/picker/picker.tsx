import { useEffect, type ReactNode, type RefObject } from 'react'
import { formatPlural } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { CommandList } from './command-list.tsx'
import { FilterField } from './filter-field.tsx'
import { PickerFooter } from './picker-footer.tsx'
import { activeCommand, type PreparedRun } from './picker-state.ts'
import { usePicker } from './picker-store.ts'
import './picker.css'
import { ProviderBadge } from './provider-badge.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { SpacePicker } from './space-picker.tsx'

/** Long enough to stay out of the way of the first paint and of typing. */
const estimateDelayMs = 180

interface PickerProps {
  filterRef: RefObject<HTMLInputElement | null>
  onRun: (run: PreparedRun) => void
  onHide: () => void
  /** A question or message of the run, shown above the footer. */
  message?: ReactNode
}

/** The popup before a run: which Command, on which text, with which Space. */
export function Picker({ filterRef, onRun, onHide, message }: PickerProps) {
  const problem = usePicker((state) => state.problem)
  const opening = usePicker((state) => state.opening)
  const prepare = usePicker((state) => state.prepare)
  const warnings = usePicker((state) => state.estimate?.warnings) ?? []
  useEstimate()

  const run = (commandId?: string) => {
    const prepared = prepare(commandId)
    if (prepared !== undefined) onRun(prepared)
  }

  return (
    <div
      className="picker"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onHide()}
    >
      <FilterField fieldRef={filterRef} onRun={run} />
      <div className="picker-commands" tabIndex={-1}>
        <CommandList onRun={run} />
      </div>
      <SelectionPanel onRun={run} />
      <div className="picker-where">
        <SpacePicker />
        <ProviderBadge />
      </div>
      <div className="picker-messages">
        {problem !== undefined && (
          <Notice level="warning" testId="popup-problem">
            {problem}
          </Notice>
        )}
        {problem === undefined && warnings.length > 0 && (
          <Notice level="warning" testId="popup-warning">
            {warnings[0]}
            {warnings.length > 1 && ` And ${formatPlural(warnings.length - 1, 'more place')}: see the Space.`}
          </Notice>
        )}
        {message}
      </div>
      <PickerFooter key={opening} />
    </div>
  )
}

/** Asks for a new estimate when what would be sent has rested for a moment. */
function useEstimate() {
  const opening = usePicker((state) => state.opening)
  const command = usePicker((state) => activeCommand(state)?.id)
  const spaceId = usePicker((state) => state.spaceId)
  const text = usePicker((state) => state.text)
  const instructions = usePicker((state) => state.instructions)
  const settings = usePicker((state) => state.settings)
  const spaces = usePicker((state) => state.spaces)
  const refresh = usePicker((state) => state.refreshEstimate)
  useEffect(() => {
    const timer = setTimeout(() => void refresh(), estimateDelayMs)
    return () => clearTimeout(timer)
  }, [opening, command, spaceId, text, instructions, settings, spaces, refresh])
}
