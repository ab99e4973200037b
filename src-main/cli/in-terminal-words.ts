import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'
import { keyVariableOf } from '../../src-shared/vendors/vendor-names.ts'

/**
 * An error's message with what to do about it on the command line;
 * `provider` is the id of the one that was asked.
 */
export function inTerminalWords({ code, message, retryable }: ErrorInfo, provider = ''): string {
  const hint = hintFor(code, retryable, keyVariableOf(provider))
  return hint === undefined ? message : `${message} ${hint}`
}

/** What a window would offer, in the words of a terminal. */
function hintFor(
  code: ErrorInfo['code'],
  retryable: boolean,
  variable = 'the variable of its key',
): string | undefined {
  switch (code) {
    case 'empty_text':
      return 'The text comes from standard input, for example: echo "my text" | rephlo run fix'
    case 'missing_key':
      return `On the command line, set ${variable}.`
    case 'invalid_key':
      return `On the command line, check ${variable}.`
    case 'logged_out':
      return (
        'On the command line, use “rephlo login --server <url> --email <address>”, ' +
        'or set REPHLO_API_TOKEN.'
      )
    case 'too_large':
      return retryable ? 'To send it all the same, add --allow-large.' : undefined
    default:
      return undefined
  }
}
