/** What the command line answers to the shell. */
export const exitCodes = { done: 0, runFailed: 1, wrongUse: 2 } as const
