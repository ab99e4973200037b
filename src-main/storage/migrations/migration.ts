/**
 * One step of the schema. Versions count up by one from 1; `sql` runs inside a
 * transaction together with the version's change.
 */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
}
