import { takeSeat } from '../with-desktop/seats.mjs'

// Each of vitest's workers has a screen, a clipboard and a keyring of its own.
takeSeat(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1)
