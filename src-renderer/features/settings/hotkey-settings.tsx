import { useState, type KeyboardEvent } from 'react'
import { Kbd } from '../../ui/kbd.tsx'
import { Notice } from '../../ui/notice.tsx'
import { recordKeys } from './accelerator.ts'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** The key combination that opens Rephlo in every program. */
export function HotkeySettings() {
  const hotkey = useSettings((state) => state.hotkey)
  const failure = useSettings((state) => state.hotkeyProblem)
  const problem = failure ?? hotkey?.problem
  return (
    <SettingGroup title="Hotkey">
      <Setting
        title="Open Rephlo"
        hint="Works in every program. Click, then press the new combination."
        control={hotkey !== undefined && <HotkeyRecorder accelerator={hotkey.accelerator} />}
      >
        {problem !== undefined && (
          <Notice level="warning" testId="hotkey-problem">
            {problem}
          </Notice>
        )}
      </Setting>
    </SettingGroup>
  )
}

const whileRecording = 'Press the new combination, or Escape to keep the old one'

function HotkeyRecorder({ accelerator }: { accelerator: string }) {
  const setHotkey = useSettings((state) => state.setHotkey)
  /** The modifiers held while recording; undefined when not recording. */
  const [held, setHeld] = useState<string>()
  const [reason, setReason] = useState<string>()
  const recording = held !== undefined

  const stop = () => {
    setHeld(undefined)
    setReason(undefined)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!recording || (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') {
      stop()
      return
    }
    const recorded = recordKeys(event)
    if (recorded.kind === 'unusable') setReason(recorded.reason)
    else if (recorded.kind === 'partial') setHeld(recorded.accelerator)
    else {
      stop()
      void setHotkey(recorded.accelerator)
    }
  }

  return (
    <>
      {reason !== undefined && <span className="field-problem">{reason}</span>}
      <button
        type="button"
        className="hotkey-recorder"
        aria-label={recording ? whileRecording : `Hotkey ${accelerator}. Press to change it`}
        aria-pressed={recording}
        onClick={() => setHeld('')}
        onBlur={stop}
        onKeyDown={onKeyDown}
        onKeyUp={() => recording && setHeld('')}
        data-testid="hotkey-recorder"
      >
        {held === '' ? <span className="soft">Press the keys…</span> : <Kbd keys={held ?? accelerator} />}
      </button>
    </>
  )
}
