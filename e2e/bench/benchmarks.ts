import type { Benchmark } from './benchmark.ts'
import { cachePolicy } from './cache-policy.ts'
import { compose } from './compose.ts'
import { firstToken } from './first-token.ts'
import { gateway } from './gateway.ts'
import { hotkey } from './hotkey.ts'
import { memory } from './memory.ts'
import { startup } from './startup.ts'
import { structure } from './structure.ts'

/** Every benchmark that can be run by name. */
export const benchmarks: readonly Benchmark[] = [
  hotkey,
  startup,
  memory,
  cachePolicy,
  firstToken,
  compose,
  gateway,
  structure,
]
