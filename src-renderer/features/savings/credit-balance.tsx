import { useEffect } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { formatCount, formatCreditsWorth, formatPlural } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useSavings } from './savings-store.ts'

/** What is left to spend at the Dedicated API, while it answers. */
export function CreditBalance() {
  const mode = useSavings((state) => state.mode)
  const credits = useSavings((state) => state.credits)
  const problem = useSavings((state) => state.creditsProblem)
  const { loadCredits } = useSavings.getState()
  useEffect(() => void loadCredits(), [loadCredits, mode])
  if (mode !== 'dedicated') return null
  if (problem !== undefined) {
    return (
      <Notice level="warning" testId="savings-credits-problem">
        The balance of your credits is not known. {problem}
      </Notice>
    )
  }
  if (credits === undefined) return null
  const { balance, held, creditsPerDollar } = credits
  return (
    <section className="panel row" aria-label="Credits" data-testid="savings-balance">
      <div>
        <p className="figures">
          <span className="balance-value" data-testid="savings-balance-value">
            {formatCount(balance)}
          </span>{' '}
          {balance === 1 ? 'credit' : 'credits'} left
        </p>
        <p className="row-hint figures">
          Worth {formatCreditsWorth(balance, creditsPerDollar)}.
          {held > 0 && ` Runs under way hold ${formatPlural(held, 'more credit')}.`}
        </p>
      </div>
      <div className="row-control">
        <Badge tone="accent">Dedicated API</Badge>
      </div>
    </section>
  )
}

/** How runs that were paid with credits count in sums of dollars; nothing where there are none. */
export function CreditNote() {
  const paid = useSavings((state) => state.runs.some(({ creditsCharged }) => creditsCharged !== undefined))
  const credits = useSavings((state) => state.credits)
  if (!paid) return null
  return (
    <p className="note soft" data-testid="savings-credit-note">
      Runs at the Dedicated API count with what their credits are worth
      {credits !== undefined && ` (${formatPlural(credits.creditsPerDollar, 'credit')} are $1)`}.
    </p>
  )
}
