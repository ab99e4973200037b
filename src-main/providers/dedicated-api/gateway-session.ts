/** A login as the provider sees it. Tokens are never logged and go to the server that gave them alone. */
export interface GatewaySession {
  /**
   * Does `work` with a token that is good for `server`. When `work` throws `logged_out`, for the token was
   * refused, it is repeated once with a renewed one. Throws what `work` throws, `logged_out` without a login
   * or when the renewed token is refused as well, `keychain_unavailable`; and the signal's reason on an
   * abort, which does not stop a renewal under way.
   */
  withToken<Result>(
    server: string,
    signal: AbortSignal,
    work: (token: string) => Promise<Result>,
  ): Promise<Result>
  /** What a dollar buys; undefined when it is not known. Never rejects. */
  creditsPerDollar(server: string): Promise<number | undefined>
}
