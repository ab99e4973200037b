/** Synthetic shortcuts on Windows and macOS. */
export interface SystemKeys {
  /** Ctrl+V; Cmd+V on macOS. */
  paste(): Promise<void>
  /**
   * Ctrl+Insert on Windows, which no console takes for an interrupt; Cmd+C on macOS, where it never is one.
   */
  copy(): Promise<void>
  /** Collapses a selection to its end. */
  right(): Promise<void>
}
