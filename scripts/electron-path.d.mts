/** An Electron that can be run. */
export interface ElectronPath {
  /** Absolute path of the executable. */
  readonly executablePath: string
  /** For example `45.4.1`. */
  readonly version: string
  /** True for the older Electron that stands in where the pinned one cannot be downloaded. */
  readonly isFallback: boolean
}

/**
 * The Electron that set-up prepared.
 *
 * @throws {Error} when there is none yet
 */
export function electronPath(): ElectronPath
