import { runProgram } from './run-program.ts'

export const hotkey = 'ctrl+alt+space'

/** Presses real keys, as a person does: they reach whatever has the keyboard. */
export async function pressKeys(...keys: readonly string[]): Promise<void> {
  await runProgram('xdotool', ['key', '--delay', '20', ...keys])
}

export async function typeText(text: string): Promise<void> {
  await runProgram('xdotool', ['type', '--delay', '12', text])
}
