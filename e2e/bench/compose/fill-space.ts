import type { SpaceStore } from '../../../src-main/spaces/space-store.ts'

const documentsPerMegabyte = 20
const bytesPerDocument = (1024 * 1024) / documentsPerMegabyte

/** Makes a Space of this size out of English prose in ASCII, with the quotation marks and line ends that JSON has to escape. */
export async function fillSpace(spaces: SpaceStore, megabytes: number): Promise<string> {
  const { id } = spaces.create('Handbook')
  for (let index = 0; index < megabytes * documentsPerMegabyte; index += 1) {
    await spaces.saveDocument({ spaceId: id, title: `Chapter ${index + 1}`, text: textOf(index) })
  }
  return id
}

function textOf(chapter: number): string {
  const rules: string[] = []
  for (let bytes = 0; bytes < bytesPerDocument; bytes += (rules.at(-1)?.length ?? 0) + 1) {
    rules.push(
      `"Rule ${chapter}.${rules.length}": a parcel leaves the warehouse at four on every working day, and the customer is told by letter.`,
    )
  }
  return rules.join('\n')
}
