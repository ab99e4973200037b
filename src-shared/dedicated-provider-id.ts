/** The gateway that a team runs and a person logs in to. */
export const dedicatedProviderId = 'dedicated-api'
