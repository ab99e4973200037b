import { basename } from 'node:path'
import type { DocumentSummary } from '../../../src-shared/entities.ts'
import type { IpcOutput } from '../../../src-shared/ipc/contract.ts'
import { readDocumentFiles } from '../../spaces/read-document-folder.ts'
import { titleOfFile } from '../../spaces/title-of-file.ts'
import type { AssistServices } from '../../assist/assist-services.ts'
import {
  isWarm,
  previewEdit,
  spaceCacheState,
  spaceChanged,
  spaceDeleted,
} from '../../assist/space-caches.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

export interface SpaceDependencies {
  readonly services: AssistServices
  /** Asks the person for files; none when the dialog was cancelled. */
  readonly chooseFiles: () => Promise<readonly string[]>
  readonly announceChange: () => void
}

/** Spaces and their documents. */
export function spaceHandlers({
  services,
  chooseFiles,
  announceChange,
}: SpaceDependencies): DomainHandlers<'spaces' | 'documents'> {
  const { spaces } = services
  const changed = <Result>(result: Result): Result => {
    announceChange()
    return result
  }
  const contentChanged = <Result>(spaceId: string, result: Result): Result => {
    spaceChanged(services, spaceId)
    return changed(result)
  }
  return {
    'spaces.list': () => spaces.list(),
    'spaces.create': ({ name }) => changed(spaces.create(name)),
    'spaces.rename': ({ id, name }) => changed(spaces.rename(id, name)),
    'spaces.delete': ({ id }) => {
      spaces.delete(id)
      spaceDeleted(services, id)
      announceChange()
    },
    'spaces.setCachePolicy': ({ id, policy }) => changed(spaces.setCachePolicy(id, policy)),
    'spaces.cacheState': ({ id }) => spaceCacheState(services, id),
    'documents.list': ({ spaceId }) => spaces.listDocuments(spaceId),
    'documents.get': ({ id }) => spaces.getDocument(id),
    'documents.save': async (draft) =>
      contentChanged(
        draft.spaceId,
        await spaces.saveDocument({ ...draft, addedLate: isWarm(services, draft.spaceId) }),
      ),
    'documents.previewEdit': (draft) => previewEdit(services, draft),
    'documents.delete': ({ id }) => {
      const { spaceId } = spaces.getDocument(id)
      spaces.deleteDocument(id)
      contentChanged(spaceId, undefined)
    },
    'documents.importFiles': async ({ spaceId }) =>
      contentChanged(spaceId, await importFiles(services, spaceId, await chooseFiles())),
  }
}

/**
 * A file whose title is in the Space already replaces that document:
 * importing again is how a person brings it up to date.
 */
async function importFiles(
  services: AssistServices,
  spaceId: string,
  paths: readonly string[],
): Promise<IpcOutput<'documents.importFiles'>> {
  const { documents, rejected } = await readDocumentFiles(paths, (path) => titleOfFile(basename(path)))
  const { spaces } = services
  const addedLate = isWarm(services, spaceId)
  const known = new Map(spaces.listDocuments(spaceId).map(({ title, id }) => [title, id]))
  const imported: DocumentSummary[] = []
  for (const { title, text } of documents)
    imported.push(await spaces.saveDocument({ id: known.get(title), spaceId, title, text, addedLate }))
  return { imported, rejected: [...rejected] }
}
