import { useEffect, useLayoutEffect, useRef } from 'react'
import { usePicker } from '../features/picker/picker-store.ts'
import { Picker } from '../features/picker/picker.tsx'
import { LargeRunNotice } from '../features/run/large-run-notice.tsx'
import { useRun } from '../features/run/run-store.ts'
import { RunView } from '../features/run/run-view.tsx'
import { client } from '../ipc/client.ts'
import { applyTheme } from '../ui/theme.ts'
import { useStarted } from '../ui/use-started.ts'
import { markPainted } from './mark-painted.ts'

const startPicker = usePicker.getState().start
const startRun = useRun.getState().start

/** Each opening starts anew, whatever the last one left behind. */
const startOpenings = () =>
  client.listen('assist.opened', (context) => {
    useRun.getState().leave()
    usePicker.getState().open(context)
  })

/** A failure to hide leaves the popup visible and says so where the person looks. */
async function hide() {
  const { reportProblem } = usePicker.getState()
  try {
    await client.invoke('popup.hide')
  } catch (error) {
    reportProblem(error)
  }
}

/** The popup: the picker before a run, the result during and after it. */
export function PopupApp() {
  const phase = useRun((state) => state.phase)
  const run = useRun((state) => state.run)
  const back = useRun((state) => state.back)
  const opening = usePicker((state) => state.opening)
  const theme = usePicker((state) => state.settings?.theme)
  const filter = useRef<HTMLInputElement>(null)
  const picking = phase === 'none' || phase === 'confirm-large'
  useStarted(startOpenings)
  useStarted(startPicker)
  useStarted(startRun)
  useEffect(() => (theme === undefined ? undefined : applyTheme(theme)), [theme])
  useLayoutEffect(() => {
    if (phase === 'none') filter.current?.focus()
  }, [opening, phase])
  useLayoutEffect(() => {
    if (opening > 0) markPainted()
  }, [opening])

  if (!picking) return <RunView />
  const asking = phase === 'confirm-large'
  const close = () => {
    if (asking) back()
    else void hide()
  }
  return (
    <Picker
      filterRef={filter}
      onRun={(input) => void run(input)}
      onHide={close}
      message={asking && <LargeRunNotice />}
    />
  )
}
