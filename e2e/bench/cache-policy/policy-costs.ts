/** What each policy costs over a trace, in nano-dollars of input. */
export interface PolicyCosts {
  /** All input at the full rate: the promise's baseline, also where a vendor caches by itself. */
  readonly none: number
  /** Caching each use for the model's shortest lifetime: five minutes at Anthropic, and of a cache object at Gemini. */
  readonly always5m: number
  /** Caching each use for the model's longest lifetime: one hour at Anthropic, and of a cache object at Gemini. */
  readonly always1h: number
  readonly planned: number
  readonly plannedKeepWarm: number
  readonly optimum: number
  readonly optimumKeepWarm: number
}
