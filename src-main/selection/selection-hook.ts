/** The part of the optional package selection-hook 2.0 that is used; see its docs/API.md. */
export interface SelectionHook {
  start(settings: { readonly selectionPassiveMode: boolean; readonly enableClipboard: boolean }): boolean
  /**
   * programName: the file name on Windows, the bundle id on macOS. Null
   * when nothing is selected or it could not be read.
   */
  getCurrentSelection(): { readonly text: string; readonly programName: string } | null
  /** macOS only. */
  macIsProcessTrusted(): boolean
  cleanup(): void
}

/**
 * Undefined when the package is missing or does not load. Its own clipboard mode
 * stays off: it loses formats that it cannot copy.
 */
export async function loadSelectionHook(): Promise<SelectionHook | undefined> {
  const packageName = 'selection-hook'
  const loaded: unknown = await import(packageName).catch(() => undefined)
  const exported: unknown =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined
  if (typeof exported !== 'function') return undefined
  const made: unknown = Reflect.construct(exported, [])
  if (!isSelectionHook(made)) return undefined
  return made.start({ selectionPassiveMode: true, enableClipboard: false }) ? made : undefined
}

function isSelectionHook(value: unknown): value is SelectionHook {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['start', 'getCurrentSelection', 'macIsProcessTrusted', 'cleanup'].every(
      (name) => typeof Reflect.get(value, name) === 'function',
    )
  )
}
