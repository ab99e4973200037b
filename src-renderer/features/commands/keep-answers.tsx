import { formatPlural } from '../../ui/format.ts'
import { Switch } from '../../ui/switch.tsx'
import { useCommands } from './commands-store.ts'

/** Whether the answers of a Command are kept on this computer for a while; for built-in Commands, too. */
export function KeepAnswers({ commandId }: { commandId: string }) {
  const minutes = useCommands((state) => state.keptMinutes)
  const kept = useCommands((state) => state.keptCommands.includes(commandId))
  const keepAnswers = useCommands((state) => state.keepAnswers)
  if (minutes === undefined) return null
  const label = `Keep answers on this computer for ${formatPlural(minutes, 'minute')}`
  return (
    <div className="panel row">
      <div>
        <p className="row-title">{label}</p>
        <p className="row-hint">
          The same task is then answered at once and for nothing, also without a network. The answers lie
          unencrypted in the data folder until that time is over; Settings can forget them earlier. Other
          Commands keep no answers.
        </p>
      </div>
      <Switch
        label={label}
        checked={kept}
        onChange={(on) => void keepAnswers(commandId, on)}
        testId="command-keep-answers"
      />
    </div>
  )
}
