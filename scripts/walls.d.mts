/** A border between rooms, in the form that `import-x/no-restricted-paths` reads; paths begin with `./`. */
export interface Wall {
  /** The folders whose files may not cross it. */
  readonly target: string | readonly string[]
  /** The folders that lie on its other side. */
  readonly from: string | readonly string[]
  /** What may be imported all the same, as paths within `from`. */
  readonly except?: readonly string[]
  readonly message: string
}

export const walls: readonly Wall[]
