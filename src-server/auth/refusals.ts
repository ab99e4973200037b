import { ApiError } from '../api-error.ts'

/**
 * Why a bearer token proves nothing. A client refreshes on
 * `token_expired` and asks for a login on the others.
 */
export type TokenRefusal =
  'missing_token' | 'invalid_token' | 'token_expired' | 'session_ended' | 'account_disabled'

const messages: Readonly<Record<TokenRefusal, string>> = {
  missing_token: 'This endpoint needs a token. Send it as "Authorization: Bearer <token>".',
  invalid_token: 'The token is not valid. Log in again, or make a new API token.',
  token_expired: 'The token has expired. Refresh the session, or make a new API token.',
  session_ended: 'The session has ended. Log in again.',
  account_disabled: 'This account is disabled. Ask an administrator of the gateway.',
}

/** 401 with the challenge that RFC 6750 asks for. */
export function refuseToken(code: TokenRefusal): ApiError {
  const challenge =
    code === 'missing_token'
      ? 'Bearer realm="rephlo"'
      : `Bearer realm="rephlo", error="invalid_token", error_description="${code}"`
  return unauthorized(code, messages[code], challenge)
}

/** One answer for an unknown address, a wrong password and a disabled account. */
export function refuseCredentials(): ApiError {
  return unauthorized(
    'invalid_credentials',
    'The e-mail address or the password is wrong, or the account is disabled.',
  )
}

export function refuseRefresh(
  code: 'invalid_refresh_token' | 'refresh_token_reused' | 'session_ended' | 'account_disabled',
): ApiError {
  if (code === 'session_ended' || code === 'account_disabled') return unauthorized(code, messages[code])
  const message =
    code === 'invalid_refresh_token'
      ? 'The refresh token is not valid. Log in again.'
      : 'This refresh token had been used before, so the session has ended for everyone who has it. ' +
        'Log in again.'
  return unauthorized(code, message)
}

function unauthorized(code: string, message: string, challenge = 'Bearer realm="rephlo"'): ApiError {
  return new ApiError(401, 'authentication_error', code, message, {
    headers: { 'WWW-Authenticate': challenge },
  })
}
