import type { ButtonHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** The accessible name; also shown as tooltip. */
  label: string
}

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classNames('icon-button', className)}
      {...rest}
    />
  )
}
