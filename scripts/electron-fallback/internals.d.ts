// What Electron's own default app uses too, but no published type names.

type ResolveFilename = (
  this: unknown,
  request: string,
  parent: object | null | undefined,
  isMain: boolean,
  options?: { paths?: string[] },
) => string

declare namespace Electron {
  interface App {
    setAppPath(path: string): void
    setVersion(version: string): void
  }
}

declare module 'module' {
  namespace Module {
    let _resolveFilename: ResolveFilename
  }
}
