import { parentPort, workerData } from 'node:worker_threads'
import type { DeliveryAnswer, DeliveryCall } from './delivery-messages.ts'
import { X11TextDelivery } from './x11-text-delivery.ts'

/**
 * Entry of the thread that serves the clipboard; ThreadedTextDelivery
 * starts it and is the only one that talks to it.
 */
const delivery = new X11TextDelivery({ display: readDisplay(workerData), patience: readPatience(workerData) })
const running = new Map<number, AbortController>()

function readDisplay(data: unknown): string | undefined {
  return typeof data === 'object' && data !== null && 'display' in data && typeof data.display === 'string'
    ? data.display
    : undefined
}

function readPatience(data: unknown): number {
  return typeof data === 'object' && data !== null && 'patience' in data && typeof data.patience === 'number'
    ? data.patience
    : 1
}

async function answer(call: DeliveryCall): Promise<DeliveryAnswer | undefined> {
  switch (call.kind) {
    case 'deliver':
      return await deliver(call.id, call.request)
    case 'copy':
      return { kind: 'copied', id: call.id, isCopied: await delivery.writeClipboardText(call.text) }
    case 'dispose':
      await delivery.dispose()
      return { kind: 'disposed', id: call.id }
    case 'abort':
      running.get(call.id)?.abort()
      return undefined
  }
}

async function deliver(
  id: number,
  request: Parameters<X11TextDelivery['deliver']>[0],
): Promise<DeliveryAnswer> {
  const controller = new AbortController()
  running.set(id, controller)
  try {
    return { kind: 'outcome', id, outcome: await delivery.deliver(request, controller.signal) }
  } catch (error) {
    if (controller.signal.aborted) return { kind: 'aborted', id }
    throw error
  } finally {
    running.delete(id)
  }
}

parentPort?.on('message', (call: DeliveryCall) => {
  answer(call).then(
    (given) => {
      if (given !== undefined) parentPort?.postMessage(given)
    },
    (error: unknown) =>
      parentPort?.postMessage({
        kind: 'failed',
        id: call.id,
        message: error instanceof Error ? error.message : String(error),
      } satisfies DeliveryAnswer),
  )
})
