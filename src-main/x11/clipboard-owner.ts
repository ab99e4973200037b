import type { SelectionNotifyEvent, X11Event } from 'x11'
import { EventQueue } from './event-queue.ts'
import { SelectionService, type SelectionContent, type TransferListener } from './serve-selection.ts'
import type { X11Connection } from './x11-connection.ts'

const handOverDeadlineMs = 1_000

/** Owns CLIPBOARD, and never PRIMARY, for as long as nobody else takes it. */
export class ClipboardOwner {
  readonly #connection: X11Connection
  readonly #clipboard: number
  readonly #window: number
  readonly #transfers = new Set<TransferListener>()
  #held: { readonly content: SelectionContent; readonly since: number } | undefined

  private constructor(connection: X11Connection, clipboard: number) {
    this.#connection = connection
    this.#clipboard = clipboard
    this.#window = connection.createWindow()
  }

  static async create(connection: X11Connection): Promise<ClipboardOwner> {
    const owner = new ClipboardOwner(connection, await connection.atom('CLIPBOARD'))
    const service = await SelectionService.create(connection, (transfer) => {
      for (const listener of owner.#transfers) listener(transfer)
    })
    connection.onEvent((event) => owner.#handle(event, service))
    return owner
  }

  /** What we offer at present; undefined when CLIPBOARD is not ours. */
  get content(): SelectionContent | undefined {
    return this.#held?.content
  }

  /** Resolves to false when somebody else got hold of CLIPBOARD at the same moment. */
  async take(content: SelectionContent): Promise<boolean> {
    return await this.#own(content, await this.#connection.timestamp())
  }

  /**
   * Offers other content (undefined: gives CLIPBOARD up), if nobody else has taken it in
   * between. The server ignores the change when another program took CLIPBOARD after the time
   * that we give, so there is no gap to slip through.
   */
  async exchange(content: SelectionContent | undefined): Promise<boolean> {
    const time = await this.#connection.timestamp()
    if ((await this.currentOwner()) !== this.#window) return false
    if (content !== undefined) return await this.#own(content, time)
    this.#held = undefined
    this.#connection.client.SetSelectionOwner(0, this.#clipboard, time)
    await this.#connection.sync()
    return true
  }

  /** The window that owns CLIPBOARD; 0 for nobody. */
  async currentOwner(): Promise<number> {
    return await this.#connection.ask((client, callback) =>
      client.GetSelectionOwner(this.#clipboard, callback),
    )
  }

  onTransfer(listener: TransferListener): () => void {
    this.#transfers.add(listener)
    return () => {
      this.#transfers.delete(listener)
    }
  }

  /**
   * Before the process ends: asks a clipboard manager, if there is
   * one, to keep what we hold. Waits a second at most.
   */
  async handOver(): Promise<void> {
    if (this.#held === undefined) return
    const [manager, saveTargets, property] = await Promise.all([
      this.#connection.atom('CLIPBOARD_MANAGER'),
      this.#connection.atom('SAVE_TARGETS'),
      this.#connection.atom('REPHLO_SAVE'),
    ])
    const managerWindow = await this.#connection.ask<number>((client, callback) =>
      client.GetSelectionOwner(manager, callback),
    )
    if (managerWindow === 0) return
    const isAnswer = (event: X11Event): event is SelectionNotifyEvent =>
      event.type === 31 && event.requestor === this.#window && event.selection === manager
    const answers = new EventQueue<SelectionNotifyEvent>(this.#connection, isAnswer)
    this.#connection.client.ConvertSelection(
      this.#window,
      manager,
      saveTargets,
      property,
      await this.#connection.timestamp(),
    )
    await answers.next(handOverDeadlineMs)
    answers.dispose()
  }

  async #own(content: SelectionContent, time: number): Promise<boolean> {
    this.#held = { content, since: time }
    this.#connection.client.SetSelectionOwner(this.#window, this.#clipboard, time)
    const isOurs = (await this.currentOwner()) === this.#window
    if (!isOurs) this.#held = undefined
    return isOurs
  }

  #handle(event: X11Event, service: SelectionService): void {
    if (event.type === 29 && event.owner === this.#window && event.selection === this.#clipboard)
      this.#held = undefined
    if (event.type !== 30 || event.owner !== this.#window) return
    const held = this.#held ?? { content: new Map(), since: 0 }
    // A failed answer means that the asking window is gone: there is nobody left to answer.
    service.answer(event, held.content, held.since).catch(() => undefined)
  }
}
