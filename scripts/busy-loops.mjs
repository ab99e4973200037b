import { Worker } from 'node:worker_threads'

const busyLoop = 'for (;;);'

/**
 * Loops that keep the machine busy beside a test run. They are threads of this process, so that none can
 * outlive it.
 */
export class BusyLoops {
  /** @type {Worker[]} */
  #workers

  /** @param {number} count */
  constructor(count) {
    this.#workers = Array.from({ length: count }, () => new Worker(busyLoop, { eval: true }))
  }

  async stop() {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()))
  }
}
