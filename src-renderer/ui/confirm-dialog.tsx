import * as Radix from 'radix-ui/alert-dialog'
import { Button } from './button.tsx'
import { useReturnFocus } from './use-return-focus.ts'

interface ConfirmDialogProps {
  open: boolean
  title: string
  /** Names what is lost. */
  description: string
  confirmLabel: string
  cancelLabel?: string
  onConfirm: () => void
  onCancel: () => void
}

/** Asks before something that cannot be undone; the harmless answer has the focus. */
export function ConfirmDialog({
  open,
  title,
  description,
  confirmLabel,
  cancelLabel = 'Cancel',
  onConfirm,
  onCancel,
}: ConfirmDialogProps) {
  const returnFocus = useReturnFocus()
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onCancel()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="dialog" {...returnFocus}>
          <Radix.Title asChild>
            <h2>{title}</h2>
          </Radix.Title>
          <Radix.Description className="soft">{description}</Radix.Description>
          <div className="dialog-actions">
            <Radix.Cancel asChild>
              <Button data-testid="confirm-cancel">{cancelLabel}</Button>
            </Radix.Cancel>
            <Button look="danger" onClick={onConfirm} data-testid="confirm-accept">
              {confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
