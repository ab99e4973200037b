import type { CommandStore } from '../../commands/command-store.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

/** Commands, shipped and own. */
export function commandHandlers(
  commands: CommandStore,
  announceChange: () => void,
): DomainHandlers<'commands'> {
  return {
    'commands.list': () => commands.list(),
    'commands.save': (draft) => {
      const saved = commands.save(draft)
      announceChange()
      return saved
    },
    'commands.delete': ({ id }) => {
      commands.delete(id)
      announceChange()
    },
  }
}
