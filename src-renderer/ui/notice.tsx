import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { IconButton } from './icon-button.tsx'

const icons = { info: Info, good: CircleCheck, warning: TriangleAlert, error: CircleAlert }

interface NoticeProps {
  level?: keyof typeof icons
  /** Buttons below the message. */
  actions?: ReactNode
  onDismiss?: () => void
  testId?: string
  children: ReactNode
}

/** A message where the person looks, that stays until it is dealt with. */
export function Notice({ level = 'info', actions, onDismiss, testId, children }: NoticeProps) {
  const Icon = icons[level]
  return (
    <div
      className={classNames('notice', `notice-${level}`)}
      role={level === 'error' ? 'alert' : 'status'}
      data-testid={testId}
    >
      <Icon aria-hidden />
      <div className="notice-body">
        {children}
        {actions !== undefined && <div className="notice-actions">{actions}</div>}
      </div>
      {onDismiss !== undefined && (
        <IconButton label="Dismiss" onClick={onDismiss}>
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  )
}
