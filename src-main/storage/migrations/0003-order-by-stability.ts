import type { Migration } from './migration.ts'

/**
 * How often each document changed, how each Space is cached, and a revision that counts every change of a
 * Space's documents, whichever process made it. The index answers every list without touching the texts.
 */
export const orderByStability: Migration = {
  version: 3,
  name: 'order by stability',
  sql: `
    ALTER TABLE spaces ADD COLUMN cache_policy TEXT NOT NULL DEFAULT 'auto';
    ALTER TABLE spaces ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE documents ADD COLUMN edits INTEGER NOT NULL DEFAULT 0;

    DROP INDEX documents_by_space;
    CREATE INDEX documents_in_space ON documents (space_id, title, id, characters, tokens, hash, edits,
      updated_at);

    CREATE TRIGGER document_added AFTER INSERT ON documents
      BEGIN UPDATE spaces SET revision = revision + 1 WHERE id = NEW.space_id; END;
    CREATE TRIGGER document_changed AFTER UPDATE ON documents
      BEGIN UPDATE spaces SET revision = revision + 1 WHERE id = NEW.space_id; END;
    CREATE TRIGGER document_removed AFTER DELETE ON documents
      BEGIN UPDATE spaces SET revision = revision + 1 WHERE id = OLD.space_id; END;

    CREATE TABLE removed_documents (
      space_id TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
      title_hash TEXT NOT NULL,
      hash TEXT NOT NULL,
      edits INTEGER NOT NULL,
      PRIMARY KEY (space_id, title_hash, hash)
    ) STRICT, WITHOUT ROWID;
  `,
}
