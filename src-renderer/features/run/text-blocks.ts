/** A block that is closed stays as it is, so that a long answer is laid out once and not with every chunk. */
const blockCharacters = 2_000

/** Adds a chunk to the last block and closes blocks at line ends. Joined, the blocks are the whole text. */
export function appendText(blocks: readonly string[], chunk: string): readonly string[] {
  if (chunk === '') return blocks
  const closed = blocks.slice(0, -1)
  let open = (blocks.at(-1) ?? '') + chunk
  for (let end = open.indexOf('\n', blockCharacters); end !== -1; end = open.indexOf('\n', blockCharacters)) {
    closed.push(open.slice(0, end + 1))
    open = open.slice(end + 1)
  }
  return [...closed, open]
}
