/**
 * Setting the project up failed. `message` tells the person what happened and what to do; `output` is what the failed
 * command printed.
 */
export class SetUpError extends Error {
  /**
   * @param {string} code for example `NPM_CI_FAILED`
   * @param {string} message
   * @param {{ cause?: unknown, retryable?: boolean, output?: string }} [details]
   */
  constructor(code, message, details = {}) {
    super(message, { cause: details.cause })
    this.name = 'SetUpError'
    this.code = code
    this.retryable = details.retryable ?? false
    this.output = details.output ?? ''
  }
}
