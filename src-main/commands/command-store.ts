import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import builtInCommands from '../../resources/commands.json' with { type: 'json' }
import { commandSchema, type Command } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Storage } from '../storage/storage.ts'

const columns = 'id, title, description, template, icon, needs_text AS needsText'
const commandRow = commandSchema.omit({ builtIn: true, needsText: true }).extend({ needsText: z.number() })

/** What a person writes; without an id it becomes a new Command. */
export type CommandDraft = Omit<Command, 'id' | 'builtIn'> & { readonly id?: string }

/** The shipped Commands, in their order, and after them the person's own by title. */
export class CommandStore {
  readonly #storage: Storage
  readonly #now: () => number
  readonly #builtIn: readonly Command[] = z
    .array(commandSchema)
    .parse(builtInCommands.map((command) => ({ ...command, builtIn: true })))

  constructor(storage: Storage, now: () => number = Date.now) {
    this.#storage = storage
    this.#now = now
  }

  list(): Command[] {
    const own = this.#storage.all(`SELECT ${columns} FROM commands ORDER BY title COLLATE NOCASE, id`)
    return [...this.#builtIn, ...own.map(toCommand)]
  }

  find(id: string): Command | undefined {
    const builtIn = this.#builtIn.find((command) => command.id === id)
    if (builtIn !== undefined) return builtIn
    const row = this.#storage.get(`SELECT ${columns} FROM commands WHERE id = :id`, { id })
    return row === undefined ? undefined : toCommand(row)
  }

  /** Throws `not_found`. */
  get(id: string): Command {
    const command = this.find(id)
    if (command === undefined)
      throw new RephloError('not_found', 'This Command no longer exists. Choose another one.')
    return command
  }

  /** Throws `bad_input` for a shipped Command and `not_found` for one that is gone. */
  save(draft: CommandDraft): Command {
    this.#refuseBuiltIn(draft.id)
    const id = draft.id ?? randomUUID()
    const values = {
      id,
      title: draft.title.trim(),
      description: draft.description.trim(),
      template: draft.template,
      icon: draft.icon,
      needsText: draft.needsText ? 1 : 0,
    }
    if (draft.id === undefined) {
      this.#storage.run(
        'INSERT INTO commands (id, title, description, template, icon, needs_text, created_at) VALUES ' +
          '(:id, :title, :description, :template, :icon, :needsText, :now)',
        { ...values, now: this.#now() },
      )
    } else {
      this.#storage.run(
        'UPDATE commands SET title = :title, description = :description, template = :template, ' +
          'icon = :icon, needs_text = :needsText WHERE id = :id',
        values,
      )
    }
    return this.get(id)
  }

  delete(id: string): void {
    this.#refuseBuiltIn(id)
    this.#storage.run('DELETE FROM commands WHERE id = :id', { id })
  }

  #refuseBuiltIn(id: string | undefined): void {
    if (this.#builtIn.some((command) => command.id === id)) {
      throw new RephloError(
        'bad_input',
        'A shipped Command cannot be changed. Duplicate it and edit the copy.',
      )
    }
  }
}

function toCommand(row: unknown): Command {
  const parsed = commandRow.parse(row)
  return { ...parsed, needsText: parsed.needsText === 1, builtIn: false }
}
