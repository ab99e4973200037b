import type { CallReport } from '../routes/chat/chat-services.ts'
import type { Metrics } from './create-metrics.ts'
import type { Logger } from './logger.ts'

/**
 * One log line and the metrics of a call, once its answer is on its way. The line tells
 * tokens, hit rate and saving, and holds no text.
 */
export function reportCall(log: Logger, metrics: Pick<Metrics, 'countCall'>): (report: CallReport) => void {
  const tell = ({ record, hasCacheControl, hitRate, error }: CallReport): void => {
    metrics.countCall(record)
    log.info('call', {
      ...record,
      at: undefined,
      costBreakdown: undefined,
      hasCacheControl,
      cacheHitRate: hitRate,
    })
    // An error of ours that nobody expected is told with its origin;
    // what a vendor refused has its code in the record.
    if (error instanceof Error && record.errorCode === 'internal_error' && record.status === 'failed')
      log.error('call failed unexpectedly', error, { requestId: record.requestId })
  }
  return (report) => void setImmediate(tell, report)
}
