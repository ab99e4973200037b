import { Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * Only what a person needs: editing, zoom, windows. Electron's own menu
 * would reload the pages, with Ctrl+R for example.
 */
export function setAppMenu(): void {
  const template: MenuItemConstructorOptions[] = [
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
      ],
    },
    { role: 'windowMenu' },
  ]
  const isMac = process.platform === 'darwin'
  Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...template] : template))
}
