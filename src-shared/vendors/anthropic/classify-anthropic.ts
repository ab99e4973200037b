import { classifyAnswer } from '../classify-answer.ts'
import { classifyConnection } from '../classify-connection.ts'
import { readSdkError } from '../read-sdk-error.ts'
import type { FailureContext, VendorFailure } from '../vendor-failure.ts'

/**
 * Understands what Anthropic's SDK threw, at Anthropic and at what speaks its protocol. Source:
 * Anthropic's errors page.
 */
export function classifyAnthropic(error: unknown, context: FailureContext): VendorFailure {
  const report = readSdkError(error)
  return report === undefined ? classifyConnection(error, context) : classifyAnswer(report, context)
}
