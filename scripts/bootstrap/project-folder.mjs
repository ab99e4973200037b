import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds package.json. */
export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** @param {...string} parts path inside the project */
export function inProject(...parts) {
  return join(projectFolder, ...parts)
}
