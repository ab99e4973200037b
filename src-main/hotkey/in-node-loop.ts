import { MessageChannel } from 'node:worker_threads'

/**
 * Makes a callback safe to hand to Electron's native code. Electron calls a global shortcut
 * outside of Node's loop, where promises do not go on until something else happens to wake the
 * loop, up to a second later; a message wakes it at once.
 */
export function inNodeLoop(action: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', action)
  port1.unref()
  return () => port2.postMessage(undefined)
}
