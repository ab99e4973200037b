import type { SelectionRequestEvent } from 'x11'
import type { SelectionValue } from './read-selection.ts'
import { sendIncrementally } from './send-incrementally.ts'
import type { X11Connection } from './x11-connection.ts'

/** What a selection holds: a value for each target, by the target's atom. */
export type SelectionContent = ReadonlyMap<number, SelectionValue>

/** A larger value goes in pieces (INCR): one request holds 262,140 bytes at most. */
export const largestPiece = 131_072

/** A value on its way to another program; never TARGETS, TIMESTAMP or MULTIPLE. */
export interface Transfer {
  readonly requestor: number
  readonly target: number
  readonly state: 'begun' | 'complete' | 'given-up'
}

export type TransferListener = (transfer: Transfer) => void

interface ServiceAtoms {
  readonly targets: number
  readonly timestamp: number
  readonly multiple: number
  readonly atom: number
  readonly integer: number
  readonly incremental: number
}

/** Answers other programs that ask for a selection we own (ICCCM 2.2). */
export class SelectionService {
  readonly #connection: X11Connection
  readonly #atoms: ServiceAtoms
  readonly #onTransfer: TransferListener

  private constructor(connection: X11Connection, atoms: ServiceAtoms, onTransfer: TransferListener) {
    this.#connection = connection
    this.#atoms = atoms
    this.#onTransfer = onTransfer
  }

  static async create(connection: X11Connection, onTransfer: TransferListener): Promise<SelectionService> {
    const [targets, timestamp, multiple, atom, integer, incremental] = await Promise.all([
      connection.atom('TARGETS'),
      connection.atom('TIMESTAMP'),
      connection.atom('MULTIPLE'),
      connection.atom('ATOM'),
      connection.atom('INTEGER'),
      connection.atom('INCR'),
    ])
    return new SelectionService(
      connection,
      { targets, timestamp, multiple, atom, integer, incremental },
      onTransfer,
    )
  }

  /** ownedSince: server time in milliseconds at which we took the selection. */
  async answer(request: SelectionRequestEvent, content: SelectionContent, ownedSince: number): Promise<void> {
    // Clients older than ICCCM give no property and expect the target's name.
    const property = request.property === 0 ? request.target : request.property
    const { requestor, target } = request
    const isGiven =
      target === this.#atoms.multiple
        ? await this.#giveMultiple(requestor, property, content, ownedSince)
        : this.#give(requestor, target, property, content, ownedSince)
    const notice = {
      name: 'SelectionNotify',
      requestor,
      selection: request.selection,
      target,
      property: isGiven ? property : 0,
      time: request.time,
    }
    this.#connection.client.SendEvent(requestor, 0, 0, notice)
  }

  #give(
    requestor: number,
    target: number,
    property: number,
    content: SelectionContent,
    ownedSince: number,
  ): boolean {
    const { targets, timestamp, multiple, atom, integer } = this.#atoms
    if (target === targets)
      return this.#write(
        requestor,
        property,
        atom,
        32,
        uint32s([targets, timestamp, multiple, ...content.keys()]),
      )
    if (target === timestamp) return this.#write(requestor, property, integer, 32, uint32s([ownedSince]))
    const value = content.get(target)
    if (value === undefined) return false
    this.#onTransfer({ requestor, target, state: 'begun' })
    if (value.data.length > largestPiece) this.#giveInPieces(requestor, target, property, value)
    else {
      this.#write(requestor, property, value.type, value.format, value.data)
      this.#onTransfer({ requestor, target, state: 'complete' })
    }
    return true
  }

  #giveInPieces(requestor: number, target: number, property: number, value: SelectionValue): void {
    const finished = sendIncrementally(this.#connection, {
      requestor,
      property,
      value,
      pieceBytes: largestPiece,
    })
    this.#write(requestor, property, this.#atoms.incremental, 32, uint32s([value.data.length]))
    // A rejection means that the connection is lost, and with it everybody who could be told.
    finished.then(
      (isComplete) => this.#onTransfer({ requestor, target, state: isComplete ? 'complete' : 'given-up' }),
      () => undefined,
    )
  }

  /** A property with pairs of target and property; those that we cannot give are set to 0 there. */
  async #giveMultiple(
    requestor: number,
    property: number,
    content: SelectionContent,
    ownedSince: number,
  ): Promise<boolean> {
    const pairs = await this.#connection.property(requestor, property)
    if (pairs.type === 0 || pairs.format !== 32) return false
    const answered = Buffer.from(pairs.data)
    for (let offset = 0; offset + 8 <= answered.length; offset += 8) {
      const target = answered.readUInt32LE(offset)
      const place = answered.readUInt32LE(offset + 4)
      if (place !== 0 && !this.#give(requestor, target, place, content, ownedSince))
        answered.writeUInt32LE(0, offset + 4)
    }
    return this.#write(requestor, property, pairs.type, 32, answered)
  }

  #write(window: number, property: number, type: number, format: number, data: Buffer): true {
    this.#connection.client.ChangeProperty(0, window, property, type, format, data)
    return true
  }
}

function uint32s(values: readonly number[]): Buffer {
  const data = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => data.writeUInt32LE(value >>> 0, index * 4))
  return data
}
