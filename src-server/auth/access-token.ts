import { randomUUID, type webcrypto } from 'node:crypto'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import { z } from 'zod'
import { scopesOfRole } from './scopes-of-role.ts'
import type { User } from './user-store.ts'
import { refuseToken } from './refusals.ts'

const defaultAccessTokenSeconds = 15 * 60

const algorithm = 'HS256'
const issuer = 'rephlo'
const audience = 'rephlo-gateway'
const claimsSchema = z.object({ sub: z.string(), sid: z.string(), scope: z.string(), exp: z.number() })

export interface AccessClaims {
  readonly userId: string
  readonly sessionId: string
  readonly scopes: readonly string[]
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Access tokens: JWTs that name a session. */
export interface AccessTokens {
  /** How long they are good for. */
  readonly seconds: number
  issue(user: User, sessionId: string): Promise<string>
  /**
   * Throws ApiError 401 for everything that this key did not sign with
   * HS256 for this gateway, and for what has expired.
   */
  verify(token: string): Promise<AccessClaims>
}

export interface AccessTokenOptions {
  readonly signingKey: Uint8Array<ArrayBuffer>
  readonly now: () => number
  readonly seconds?: number
}

export function createAccessTokens({
  signingKey,
  now,
  seconds = defaultAccessTokenSeconds,
}: AccessTokenOptions): AccessTokens {
  const key = crypto.subtle.importKey('raw', signingKey, { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
    'verify',
  ])
  return {
    seconds,
    async issue({ id, tier, role }, sessionId) {
      const issuedAt = Math.floor(now() / 1000)
      const token = new SignJWT({
        sid: sessionId,
        tier,
        role,
        scope: scopesOfRole(role).join(' '),
      }).setProtectedHeader({ alg: algorithm, typ: 'JWT' })
      token
        .setSubject(id)
        .setIssuer(issuer)
        .setAudience(audience)
        .setJti(randomUUID())
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + seconds)
      return await token.sign(await key)
    },
    async verify(token) {
      const { sub, sid, scope, exp } = await claimsOf(token, await key, new Date(now()))
      return { userId: sub, sessionId: sid, scopes: scope.split(' '), expiresAt: exp * 1000 }
    },
  }
}

async function claimsOf(
  token: string,
  key: webcrypto.CryptoKey,
  currentDate: Date,
): Promise<z.infer<typeof claimsSchema>> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience,
      currentDate,
    })
    return claimsSchema.parse(payload)
  } catch (error) {
    throw refuseToken(isExpiry(error) ? 'token_expired' : 'invalid_token')
  }
}

function isExpiry(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED'
}
