import { contextBridge, ipcRenderer } from 'electron'
import {
  eventChannel,
  invokeChannel,
  type IpcResult,
  type RephloBridge,
} from '../../src-shared/ipc/bridge.ts'

const bridge: RephloBridge = {
  invoke: (route, input): Promise<IpcResult> => ipcRenderer.invoke(invokeChannel, route, input),
  on: (listener) => {
    const handle = (_event: unknown, name: string, payload: unknown) => listener(name, payload)
    ipcRenderer.on(eventChannel, handle)
    return () => void ipcRenderer.off(eventChannel, handle)
  },
}

contextBridge.exposeInMainWorld('rephlo', bridge)
