import { dialog, type BrowserWindow } from 'electron'

/** Asks for text files; none when the person cancels. */
export async function chooseDocumentFiles(parent: BrowserWindow | undefined): Promise<readonly string[]> {
  const options: Electron.OpenDialogOptions = {
    title: 'Add documents to the Space',
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Text and Markdown', extensions: ['txt', 'md', 'markdown'] }],
  }
  const chosen =
    parent === undefined ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(parent, options)
  return chosen.canceled ? [] : chosen.filePaths
}
