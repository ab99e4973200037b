import { constants, closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { RephloError } from '../../src-shared/rephlo-error.ts'

export interface PlainFileLimits {
  /** As messages name it. */
  readonly name: string
  readonly mostBytes: number
  /** Thrown for a larger file. */
  readonly tooLarge: (bytes: number) => RephloError
}

/**
 * A pipe that takes the place of the file meanwhile is opened without waiting for a writer. Windows knows no
 * such thing.
 */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK || 0) | (constants.O_NOCTTY || 0)

/**
 * The bytes of an ordinary file. What is none (a pipe, a socket, a device, a folder) is never opened: reading
 * it may wait for ever or do something. Throws `bad_input` with what stands in the way, `cause` being the
 * system's error, if there was one.
 */
export async function readPlainFile(path: string, limits: PlainFileLimits): Promise<Buffer> {
  try {
    refuse(await stat(path), limits)
    await using file = await open(path, openFlags)
    refuse(await file.stat(), limits)
    return await readBounded(file, limits)
  } catch (cause) {
    throw toReadError(cause, limits.name)
  }
}

/** The same for the small files that are read while the program starts. */
export function readPlainFileSync(path: string, limits: PlainFileLimits): Buffer {
  try {
    refuse(statSync(path), limits)
    const file = openSync(path, openFlags)
    try {
      refuse(fstatSync(file), limits)
      const buffer = Buffer.alloc(limits.mostBytes + 1)
      let length = 0
      for (let read = -1; read !== 0 && length < buffer.length; length += read)
        read = readSync(file, buffer, length, buffer.length - length, null)
      if (length > limits.mostBytes) throw limits.tooLarge(length)
      return buffer.subarray(0, length)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw toReadError(cause, limits.name)
  }
}

/** A file may grow while it is read, and some of /proc claim to be empty: what counts is what comes. */
async function readBounded(file: FileHandle, { mostBytes, tooLarge }: PlainFileLimits): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for (;;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(64 * 1024))
    if (bytesRead === 0) return Buffer.concat(chunks)
    chunks.push(buffer.subarray(0, bytesRead))
    length += bytesRead
    if (length > mostBytes) throw tooLarge(length)
  }
}

function refuse(stats: Stats, { name, mostBytes, tooLarge }: PlainFileLimits): void {
  const kind = oddKind(stats)
  if (kind !== undefined) throw new RephloError('bad_input', `“${name}” is ${kind}, not a file.`)
  if (stats.size > mostBytes) throw tooLarge(stats.size)
}

/** What it is instead of an ordinary file, with its article. */
function oddKind(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

function toReadError(cause: unknown, name: string): RephloError {
  if (cause instanceof RephloError) return cause
  return new RephloError('bad_input', `“${name}” ${readProblem(cause)}`, { cause })
}

function readProblem(cause: unknown): string {
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ELOOP':
      return 'cannot be read, because its links lead in a circle.'
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read. Check that you may open it.'
    case 'ENAMETOOLONG':
      return 'cannot be read, because its path is too long.'
    default:
      return 'cannot be read. Check that the file is still there and that you may open it.'
  }
}
