// The package's entry loads the clients of a dozen databases (9 MiB, 25 ms); these
// files are all that the gateway needs (1 to 3 MiB).
declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
  import { RateLimiterMemory } from 'rate-limiter-flexible'
  export = RateLimiterMemory
}

declare module 'rate-limiter-flexible/lib/RateLimiterRedis.js' {
  import { RateLimiterRedis } from 'rate-limiter-flexible'
  export = RateLimiterRedis
}
