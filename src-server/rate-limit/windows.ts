export interface Taken {
  readonly isAllowed: boolean
  readonly remaining: number
  /** Milliseconds until the window ends. */
  readonly endsInMs: number
}

/** Counters in fixed windows, one for each subject; a window begins with its subject's first take. */
export interface Windows {
  /** Takes one; a refusal takes nothing, so that a place given back can be taken at once. */
  take(subject: string, limit: number): Promise<Taken>
  /** Gives one back, unless the window has ended meanwhile. */
  giveBack(subject: string): Promise<void>
}

export interface WindowSettings {
  /** Keeps the counters apart from others in the same Redis. */
  readonly name: string
  readonly seconds: number
}
