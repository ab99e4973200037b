import type { Notice } from '../../src-shared/entities.ts'

/** Messages that wait until the person has seen them. */
export class Notices {
  readonly #notices = new Map<string, Notice>()
  #listener: (notice: Notice) => void = () => undefined

  add(notice: Notice): void {
    this.#notices.set(notice.id, notice)
    this.#listener(notice)
  }

  dismiss(id: string): void {
    this.#notices.delete(id)
  }

  list(): Notice[] {
    return [...this.#notices.values()]
  }

  onAdded(listener: (notice: Notice) => void): void {
    this.#listener = listener
  }
}
