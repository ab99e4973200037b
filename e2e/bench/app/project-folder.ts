import { join, resolve } from 'node:path'

/** The folder that holds package.json. */
export const projectFolder = resolve(import.meta.dirname, '..', '..', '..')

/** A path inside the project. */
export function inProject(...parts: readonly string[]): string {
  return join(projectFolder, ...parts)
}
