import type { TestProject } from 'vitest/node'
import pg from 'pg'
import { openPostgres } from './open-postgres.ts'
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
  await makeTemplate(databases.postgresUrl)
  project.provide('postgresUrl', databases.postgresUrl)
  project.provide('redisUrl', databases.redisUrl)
  return async () => await databases.close()
}

/** A database with the newest schema, of which every test that needs one gets a copy. */
async function makeTemplate(postgresUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl })
  await client.connect()
  await client.query('CREATE DATABASE template_rephlo')
  await client.end()
  const storage = await openPostgres(postgresUrl.replace(/\/postgres$/, '/template_rephlo'), 1)
  await storage[Symbol.asyncDispose]()
}
