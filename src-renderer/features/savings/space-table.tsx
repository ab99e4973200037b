import type { SavingsSummary } from '../../../src-shared/savings.ts'
import { formatUsd } from '../../../src-shared/money.ts'
import { formatCount, formatShare, formatSignedUsd } from '../../ui/format.ts'
import { knownNet } from './describe-savings.ts'

/** What caching saved on each Space. */
export function SpaceTable({ spaces }: { spaces: SavingsSummary['spaces'] }) {
  if (spaces.length === 0) return null
  return (
    <section className="group" aria-label="By Space">
      <h2>By Space</h2>
      <div className="table-scroll">
        <table className="table" data-testid="savings-spaces">
          <thead>
            <tr>
              <th scope="col">Space</th>
              <th scope="col" className="number">
                Runs
              </th>
              <th scope="col" className="number">
                Token reuse
              </th>
              <th scope="col" className="number">
                Upkeep
              </th>
              <th scope="col" className="number">
                Net saving
              </th>
            </tr>
          </thead>
          <tbody>
            {spaces.map((space) => (
              <tr key={`${space.spaceId ?? ''} ${space.name}`}>
                <td className="row-title">{space.name}</td>
                <td className="number">{formatCount(space.runs)}</td>
                <td className="number">
                  {formatShare(
                    space.inputTokens === 0 ? undefined : space.cacheReadTokens / space.inputTokens,
                  )}
                </td>
                <td className="number">{formatUsd(space.upkeepCost)}</td>
                <td className="number">{formatSignedUsd(knownNet(space))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
