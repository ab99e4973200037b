import type { Migration } from './migration.ts'

/** What servers refuse of a request, so that it is not sent to them again for a day. */
export const rememberRefusals: Migration = {
  version: 8,
  name: 'remember refusals',
  sql: `
    CREATE TABLE refused_fields (
      address TEXT NOT NULL,
      model TEXT NOT NULL,
      adaptations TEXT NOT NULL,
      expires_at INTEGER NOT NULL,
      PRIMARY KEY (address, model)
    ) STRICT, WITHOUT ROWID;
  `,
}
