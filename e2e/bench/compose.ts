import type { Benchmark } from './benchmark.ts'
import { toCount } from './usage-error.ts'

const defaultRuns = 60

/**
 * From the start of a run until its request is ready as bytes, for a Space in a real database that was used
 * before, as a ratio to writing a text of that size as JSON bytes.
 */
export const compose: Benchmark = {
  name: 'compose',
  summary: 'time from the start of a run to the bytes of its request, as a ratio to writing a Space as JSON',
  leastRuns: 60,
  needsDesktop: true,
  options: [{ name: 'megabytes', value: 'N', summary: 'size of the Space; 1 when not given' }],
  async run({ runs = defaultRuns, given, progress }) {
    const megabytes = toCount('megabytes', given.megabytes ?? '1', 1)
    // The whole app is loaded here alone: no other benchmark needs it in this process.
    const { measureCompose } = await import('./compose/measure-compose.ts')
    return await measureCompose(megabytes, runs, progress)
  },
}
