import type { CachePlan, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'

/**
 * How many blocks of the prefix an explicit cache holds: those up to the plan's mark. Throws
 * bad_input for a plan without a mark, and for one that leaves out tools or the system block:
 * Gemini refuses requests that add these to a cache.
 */
export function explicitPrefixLength(prefix: readonly PromptBlock[], plan: CachePlan): number {
  const mark = plan.marks.at(-1)
  if (mark === undefined)
    throw new RephloError('bad_input', 'An explicit cache needs a mark that says where it ends.')
  const length = mark.blockIndex + 1
  const isLeftOut = prefix.slice(length).some(({ segment }) => segment === 'tools' || segment === 'system')
  if (isLeftOut)
    throw new RephloError(
      'bad_input',
      'An explicit cache of Gemini must hold the tools and the system prompt, ' +
        'because a request cannot add them.',
    )
  return length
}
