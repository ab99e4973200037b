import { Hono } from 'hono'
import type { Auth } from '../auth/auth.ts'
import type { LoginTries } from '../rate-limit/create-login-tries.ts'
import { ApiError } from '../api-error.ts'
import {
  changePasswordSchema,
  createTokenSchema,
  loginSchema,
  refreshSchema,
  tokenIdSchema,
} from './auth-schemas.ts'
import { parseBody } from './parse-body.ts'
import type { Guards, RouteEnv } from './route-env.ts'

export interface AuthRoutesOptions {
  readonly guards: Guards
  readonly auth: Auth
  readonly loginTries: LoginTries
}

/** Logins, sessions, passwords and API tokens, below `/v1/auth/`. */
export function authRoutes({ guards, auth, loginTries }: AuthRoutesOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  // Answers hold tokens and addresses, which no cache may keep.
  app.use('/v1/auth/*', async (context, next) => {
    context.header('Cache-Control', 'no-store')
    await next()
  })
  addSessionRoutes(app, { guards, auth, loginTries })
  addTokenRoutes(app, { guards, auth })
  return app
}

function addSessionRoutes(app: Hono<RouteEnv>, { guards, auth, loginTries }: AuthRoutesOptions): void {
  app.post('/v1/auth/login', guards.open('expensive'), async (context) => {
    const { value: credentials } = await parseBody(context, loginSchema)
    const userAgent = context.req.header('user-agent') ?? ''
    return context.json(
      await loginTries.attempt(
        { account: credentials.email, clientAddress: context.get('clientAddress') },
        () => auth.login(credentials, userAgent),
      ),
    )
  })
  app.post('/v1/auth/refresh', guards.open('standard'), async (context) => {
    const { value } = await parseBody(context, refreshSchema)
    return context.json(await auth.refresh(value.refresh_token))
  })
  app.post('/v1/auth/logout', guards.signedIn('account', 'standard'), async (context) => {
    await auth.logout(context.get('principal'))
    return context.body(null, 204)
  })
  app.get('/v1/auth/me', guards.signedIn('account', 'standard'), async (context) =>
    context.json(await auth.account(context.get('principal').userId)),
  )
  app.post('/v1/auth/password', guards.signedIn('account', 'expensive'), async (context) => {
    const { value: passwords } = await parseBody(context, changePasswordSchema)
    const principal = context.get('principal')
    await loginTries.attempt({ account: principal.userId, clientAddress: context.get('clientAddress') }, () =>
      auth.changePassword(principal, passwords),
    )
    return context.body(null, 204)
  })
}

function addTokenRoutes(
  app: Hono<RouteEnv>,
  { guards, auth }: Pick<AuthRoutesOptions, 'guards' | 'auth'>,
): void {
  app.get('/v1/auth/tokens', guards.signedIn('account', 'standard'), async (context) =>
    context.json({ data: await auth.apiTokens(context.get('principal').userId) }),
  )
  app.post('/v1/auth/tokens', guards.signedIn('account', 'expensive'), async (context) => {
    const { value: wanted } = await parseBody(context, createTokenSchema)
    return context.json(await auth.createApiToken(context.get('principal'), wanted), 201)
  })
  app.delete('/v1/auth/tokens/:id', guards.signedIn('account', 'standard'), async (context) => {
    const id = tokenIdSchema.safeParse(context.req.param('id'))
    if (!id.success)
      throw new ApiError(404, 'not_found_error', 'token_not_found', 'You have no API token with this id.')
    await auth.revokeApiToken(context.get('principal').userId, id.data)
    return context.body(null, 204)
  })
}
