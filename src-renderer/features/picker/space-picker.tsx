import { Layers } from 'lucide-react'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { usePicker } from './picker-store.ts'

const noSpace = 'none'

/** Chooses the Space whose documents go along. */
export function SpacePicker() {
  const spaces = usePicker((state) => state.spaces)
  const spaceId = usePicker((state) => state.spaceId)
  const chooseSpace = usePicker((state) => state.chooseSpace)
  const options = [
    { value: noSpace, label: 'No Space' },
    ...spaces.map((space) => ({
      value: space.id,
      label: space.name,
      note: `${formatCount(space.tokens)} tokens`,
    })),
  ]
  return (
    <Select
      quiet
      label="Space"
      className="picker-space-trigger"
      icon={<Layers aria-hidden />}
      value={spaceId ?? noSpace}
      options={options}
      onChange={(value) => void chooseSpace(value === noSpace ? null : value)}
      testId="popup-space"
    />
  )
}
