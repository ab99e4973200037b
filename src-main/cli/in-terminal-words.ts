import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'

/** What a window would offer, in the words of a terminal. */
const hints: Readonly<Partial<Record<ErrorInfo['code'], string>>> = {
  empty_text: 'The text comes from standard input, for example: echo "my text" | rephlo run fix',
  missing_key: 'On the command line, set ANTHROPIC_API_KEY.',
  logged_out:
    'On the command line, use “rephlo login --server <url> --email <address>”, or set REPHLO_API_TOKEN.',
  invalid_key: 'On the command line, check ANTHROPIC_API_KEY.',
}

/** An error's message with what to do about it on the command line. */
export function inTerminalWords({ code, message, retryable }: ErrorInfo): string {
  const hint = code === 'too_large' && retryable ? 'To send it all the same, add --allow-large.' : hints[code]
  return hint === undefined ? message : `${message} ${hint}`
}
