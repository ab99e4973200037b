import type { TestProject } from 'vitest/node'
import { startTestDatabases } from './start-test-databases.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    redisUrl: string
  }
}

/** Vitest's global set-up for the server's tests: real databases, once for all files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databases = await startTestDatabases()
  project.provide('postgresUrl', databases.postgresUrl)
  project.provide('redisUrl', databases.redisUrl)
  return async () => await databases.close()
}
