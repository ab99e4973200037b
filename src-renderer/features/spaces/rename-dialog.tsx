import { useState, type SubmitEvent } from 'react'
import type { SpaceSummary } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useSpaces } from './spaces-store.ts'

export function RenameDialog({ space, onClose }: { space: SpaceSummary; onClose: () => void }) {
  const renameSpace = useSpaces((state) => state.renameSpace)
  const problem = useSpaces((state) => state.problem)
  const [name, setName] = useState(space.name)
  const rename = async () => {
    if (await renameSpace(space.id, name.trim())) onClose()
  }
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    void rename()
  }
  return (
    <Dialog open title="Rename Space" onClose={onClose}>
      <form className="group" onSubmit={onSubmit}>
        <TextField
          label="Name"
          maxLength={80}
          value={name}
          problem={problem}
          onChange={(event) => setName(event.target.value)}
          data-testid="space-rename-name"
        />
        <div className="dialog-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={name.trim() === ''} data-testid="space-rename-save">
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
