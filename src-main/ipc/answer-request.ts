import { z } from 'zod'
import type { IpcResult } from '../../src-shared/ipc/bridge.ts'
import { ipcContract, type IpcRoute } from '../../src-shared/ipc/contract.ts'
import { RephloError, toErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { IpcHandlers } from './ipc-handlers.ts'

/**
 * Answers one message: unknown routes and malformed inputs are
 * refused, every error crosses as a value. Never throws.
 */
export async function answerRequest(
  handlers: IpcHandlers,
  route: unknown,
  input: unknown,
  report: (route: string, error: unknown) => void,
): Promise<IpcResult> {
  try {
    if (!isRoute(route))
      throw new RephloError(
        'wrong_use',
        'This request is not known. Restart Rephlo; its parts may be of different versions.',
      )
    return { ok: true, value: await call(handlers, route, input) }
  } catch (error) {
    const info = toErrorInfo(error)
    if (info.code === 'internal') report(String(route), error)
    return { ok: false, error: info }
  }
}

function isRoute(route: unknown): route is IpcRoute {
  return typeof route === 'string' && Object.hasOwn(ipcContract, route)
}

async function call(handlers: IpcHandlers, route: IpcRoute, input: unknown): Promise<unknown> {
  const contract: { input: z.ZodType; output: z.ZodType } = ipcContract[route]
  const checked = contract.input.safeParse(input)
  if (!checked.success)
    throw new RephloError('bad_input', firstIssue(checked.error), { cause: checked.error })
  // Both come from the same route, which the types of a mapped record cannot express.
  const handler = handlers[route] as (input: unknown) => unknown
  return contract.output.parse(await handler(checked.data))
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'The input is not valid.' : issue.message
}
