import type { VariableValues } from '../../src-shared/template-variables.ts'

/** What a run knows of the window that its text came from. */
export interface RunSource {
  readonly applicationName?: string
  readonly windowTitle?: string
}

/**
 * The values of volatile variables that the computer knows by itself. They go behind the
 * cached prefix. Date and time are local, in ISO's order; the clipboard is left out,
 * because it is read only where a text asks for it.
 */
export function computerVariables(
  at: number,
  source: RunSource = {},
  locale = Intl.DateTimeFormat().resolvedOptions().locale,
): VariableValues {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    DATE: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    TIME: `${two(date.getHours())}:${two(date.getMinutes())}`,
    LANGUAGE: new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' }).of(locale) ?? locale,
    ...(source.applicationName === undefined ? {} : { APP_NAME: source.applicationName }),
    ...(source.windowTitle === undefined ? {} : { WINDOW_TITLE: source.windowTitle }),
  }
}
