import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { refuseRefresh } from './refusals.ts'

const shape = /^([0-9a-f-]{36})\.(\d{1,10})\.([\w-]{43})$/

export interface RefreshClaims {
  readonly sessionId: string
  /** How often the session had been refreshed when the token was made. */
  readonly generation: number
}

/**
 * Refresh tokens: `<session>.<generation>.<HMAC-SHA256 of both>`, so that a forged one never reaches the
 * sessions.
 */
export interface RefreshTokens {
  issue(claims: RefreshClaims): string
  /** Throws ApiError 401 `invalid_refresh_token` for everything that this key did not make. */
  read(token: string): RefreshClaims
}

export function createRefreshTokens(signingKey: Uint8Array): RefreshTokens {
  const key = Buffer.from(hkdfSync('sha256', signingKey, '', 'rephlo refresh tokens', 32))
  const proofOf = (text: string): string => createHmac('sha256', key).update(text).digest('base64url')
  return {
    issue({ sessionId, generation }) {
      const text = `${sessionId}.${generation}`
      return `${text}.${proofOf(text)}`
    },
    read(token) {
      const [, sessionId = '', generation = '', proof = ''] = shape.exec(token) ?? []
      const expected = proofOf(`${sessionId}.${generation}`)
      if (proof.length !== expected.length || !timingSafeEqual(Buffer.from(proof), Buffer.from(expected)))
        throw refuseRefresh('invalid_refresh_token')
      return { sessionId, generation: Number(generation) }
    },
  }
}
