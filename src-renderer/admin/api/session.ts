import { createSession, type UsedToken } from './create-session.ts'

let channel: BroadcastChannel | undefined
const openChannel = () => (channel ??= new BroadcastChannel('rephlo-admin-session'))

/**
 * The login of this tab, against the gateway that served the page, wherever it is
 * mounted. The browser is touched when it is used.
 */
export const session = createSession({
  fetch: async (address, options) => await window.fetch(address, options),
  base: () => new URL('../v1/', window.location.href).href,
  kept: {
    getItem: (key) => window.sessionStorage.getItem(key),
    setItem: (key, value) => window.sessionStorage.setItem(key, value),
    removeItem: (key) => window.sessionStorage.removeItem(key),
  },
  tabs: {
    tell: (message) => openChannel().postMessage(message),
    listen: (onTold) =>
      openChannel().addEventListener('message', ({ data }: MessageEvent<UsedToken>) => onTold(data)),
  },
})

export const { call } = session
