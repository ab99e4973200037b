import { PrivateDesktop, type Mousepad } from '../../x11/testing/private-desktop.ts'
import type { DeliveryMode, DeliveryOutcome, DeliveryTarget } from '../delivery.ts'
import { X11TextDelivery, type X11DeliveryOptions } from '../x11-text-delivery.ts'

/** Limits that a slow, busy machine keeps. */
export const patient = { requestMs: 60_000, transferMs: 60_000, quietMs: 250 }

/** A private desktop with real editors, and a delivery to them. */
export class DeliveryDesk {
  readonly desktop: PrivateDesktop
  delivery: X11TextDelivery
  readonly editors: Mousepad[] = []

  private constructor(desktop: PrivateDesktop) {
    this.desktop = desktop
    this.delivery = this.startDelivery()
  }

  static async start(): Promise<DeliveryDesk> {
    return new DeliveryDesk(await PrivateDesktop.start())
  }

  async stop(): Promise<void> {
    await this.desktop.stop()
  }

  /** A clipboard that nobody owns any more, and a delivery that knows of nothing before. */
  async clear(): Promise<void> {
    this.startDelivery()
    await this.delivery.writeClipboardText('cleared')
    await this.delivery.dispose()
    this.startDelivery()
  }

  async tidy(): Promise<void> {
    await this.delivery.dispose()
    for (const editor of this.editors.splice(0)) await editor.close()
  }

  startDelivery(options: Omit<X11DeliveryOptions, 'display'> = {}): X11TextDelivery {
    const { display } = this.desktop
    this.delivery = new X11TextDelivery({ display, patience: 40, pasteLimits: patient, ...options })
    return this.delivery
  }

  async openEditor(text: string, name?: string): Promise<Mousepad> {
    const editor = await this.desktop.openMousepad(text, name)
    this.editors.push(editor)
    return editor
  }

  async selectedEditor(text: string): Promise<Mousepad> {
    const editor = await this.openEditor(text)
    await editor.selectAll()
    return editor
  }

  async sourceOf(editor: Mousepad, isTerminal = false): Promise<DeliveryTarget> {
    const primary = await this.desktop.connection.atom('PRIMARY')
    const selectionOwner = await this.desktop.connection.ask<number>((client, callback) =>
      client.GetSelectionOwner(primary, callback),
    )
    return { id: editor.window, title: 'text.txt', applicationName: 'Mousepad', isTerminal, selectionOwner }
  }

  async deliver(
    source: DeliveryTarget | undefined,
    text: string,
    originalText: string,
    mode: DeliveryMode = 'replace',
  ): Promise<DeliveryOutcome> {
    return await this.delivery.deliver({ mode, text, originalText, source }, new AbortController().signal)
  }

  async clipboardText(): Promise<string> {
    return (await this.desktop.readSelection('clipboard', 'UTF8_STRING')).toString()
  }
}
