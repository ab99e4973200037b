/** What the benchmarks use of the `x11` package beyond the product. */
declare module 'x11' {
  interface X11Client {
    /** format 2: whole pixels, four bytes each at depth 24. */
    GetImage(
      format: 2,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planeMask: number,
      callback: X11Callback<{ readonly data: Buffer }>,
    ): void
  }
}
