import { farVendorWords } from './far-vendor-words.ts'
import { gatewayWords } from './gateway-words.ts'
import { layouts } from './layouts.ts'
import { localServerWords } from './local-server-words.ts'
import { moreEnds } from './more-ends.ts'
import { moreThoughts } from './more-thoughts.ts'
import type { OddAnswer } from './odd-answer.ts'
import { otherProtocols } from './other-protocols.ts'
import { refusedFieldWords } from './refused-field-words.ts'
import { refusedLimitWords } from './refused-limit-words.ts'
import { refusedRoleWords } from './refused-role-words.ts'
import { vendorWords } from './vendor-words.ts'

/** Odd answers by what they are about, which app and gateway may both meet. */
export const moreOddAnswers: Readonly<Record<string, readonly OddAnswer[]>> = {
  moreThoughts,
  moreEnds,
  layouts,
  otherProtocols,
  localServerWords,
  vendorWords,
  farVendorWords,
  gatewayWords,
  refusedFieldWords,
  refusedRoleWords,
  refusedLimitWords,
}
