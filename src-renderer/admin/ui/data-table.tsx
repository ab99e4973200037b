import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names.ts'
import './data-table.css'

export interface Column<Row> {
  readonly title: string
  /** Right-aligned, in figures of one width. */
  readonly number?: boolean
  /** Holds sentences: has a line of its own where the table is laid out as a list. */
  readonly isText?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface DataTableProps<Row> {
  /** The accessible name. */
  label: string
  /** The first names the row. */
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  testId?: string
}

/**
 * A table that becomes a list of titled figures where it has no room, at 200 % or in a small window. The
 * roles say that it is a table still, which browsers forget when its cells are laid out anew.
 */
export function DataTable<Row>({ label, columns, rows, keyOf, testId }: DataTableProps<Row>) {
  return (
    <div className="data-table-frame">
      <table className="table data-table" role="table" aria-label={label} data-testid={testId}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title, number }) => (
              <th key={title} scope="col" role="columnheader" className={number ? 'number' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={keyOf(row)} role="row" data-testid={testId && `${testId}-row`}>
              {columns.map(({ title, number, isText, cell }, index) =>
                index === 0 ? (
                  <th key={title} scope="row" role="rowheader">
                    {cell(row)}
                  </th>
                ) : (
                  <td
                    key={title}
                    role="cell"
                    className={classNames(number && 'number', isText && 'data-text')}
                    data-title={title}
                  >
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
