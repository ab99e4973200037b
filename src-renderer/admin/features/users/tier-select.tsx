import { Select } from '../../../ui/select.tsx'
import { useUsers } from './users-store.ts'

/** A choice of tier; one that was deleted in the meantime is shown by its id. */
export function TierSelect({
  value,
  onChange,
  testId,
}: {
  value: string
  onChange: (tier: string) => void
  testId: string
}) {
  const tiers = useUsers((state) => state.tiers)
  const options = tiers.map(({ id, name }) => ({ value: id, label: name, note: id }))
  return <Select label="Tier" value={value} options={options} onChange={onChange} testId={testId} />
}
