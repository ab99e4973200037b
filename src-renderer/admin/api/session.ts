import { createSession, type UsedToken } from './create-session.ts'

const channel = new BroadcastChannel('rephlo-admin-session')

/** The login of this tab, against the gateway that served the page, wherever it is mounted. */
export const session = createSession({
  fetch: window.fetch.bind(window),
  base: new URL('../v1/', window.location.href).href,
  kept: window.sessionStorage,
  tabs: {
    tell: (message) => channel.postMessage(message),
    listen: (onTold) => channel.addEventListener('message', ({ data }: MessageEvent<UsedToken>) => onTold(data)),
  },
})

export const { call } = session
