import fc from 'fast-check'

/** Many new cases instead of the usual ones: for a nightly run, and for a release. */
const isExhaustive = process.env['REPHLO_TEST_EXHAUSTIVE'] === '1'

// The usual cases are the same everywhere and every time; a failure tells its seed either way.
fc.configureGlobal(isExhaustive ? { numRuns: 1_000 } : { seed: 20_261_130 })
