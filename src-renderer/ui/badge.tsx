import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface BadgeProps {
  tone?: 'neutral' | 'accent' | 'good' | 'warn' | 'danger'
  title?: string | undefined
  testId?: string
  children: ReactNode
}

export function Badge({ tone = 'neutral', title, testId, children }: BadgeProps) {
  return (
    <span
      className={classNames('badge', tone !== 'neutral' && `badge-${tone}`)}
      title={title}
      data-testid={testId}
    >
      {children}
    </span>
  )
}
