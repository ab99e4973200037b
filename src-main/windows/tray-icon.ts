import { Menu, nativeImage, Tray } from 'electron'
import type { MainSection } from '../../src-shared/ipc/events.ts'

export interface TrayActions {
  assist(): void
  open(section: MainSection): void
  quit(): void
}

/** The icon in the system's tray: the way back to a program that has no window open. */
export function createTray(icon: string, actions: TrayActions): Tray {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 22, height: 22 }))
  tray.setToolTip('Rephlo')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Open Rephlo on the selection', click: () => actions.assist() },
      { type: 'separator' },
      { label: 'Spaces', click: () => actions.open('spaces') },
      { label: 'Savings', click: () => actions.open('savings') },
      { label: 'Settings', click: () => actions.open('settings') },
      { type: 'separator' },
      { label: 'Quit Rephlo', click: () => actions.quit() },
    ]),
  )
  tray.on('click', () => actions.open('start'))
  return tray
}
