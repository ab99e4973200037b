import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSpace } from './support/spaces-page.ts'
import { expect, test } from './support/test.ts'

test('good files are imported; binary, wrongly encoded and empty ones are named with the reason', async ({
  rephlo,
  folder,
}) => {
  const files: Readonly<Record<string, Buffer | string>> = {
    'good.md': '# Good\r\n\r\nNaïve façade.\r\n',
    'utf-16.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('From an old editor', 'utf16le')]),
    'picture.txt': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0x01, 0x02, 0xff]),
    'latin-1.txt': Buffer.from('Caf\xe9 au lait', 'latin1'),
    'empty.txt': '',
  }
  await mkdir(join(folder, 'import'))
  const paths = Object.keys(files).map((name) => join(folder, 'import', name))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, 'import', name), content)
  // The dialog is the system's own, and the only thing here that a test cannot click.
  await rephlo.app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths })
  }, paths)

  const main = await rephlo.page('main')
  await createSpace(main, 'Imported')
  await main.getByTestId('document-import').click()
  const result = main.getByTestId('import-result')
  await expect(result).toContainText('2 files imported, 3 files left out')
  await expect(result).toContainText('“picture” is not a text file')
  await expect(result).toContainText('“latin-1” is not valid UTF-8 text')
  await expect(result).toContainText('“empty” is empty')
  await main.getByRole('button', { name: /^good/ }).click()
  await expect(main.getByTestId('document-text')).toHaveValue('# Good\n\nNaïve façade.')
  await main.getByTestId('document-back').click()
  await main.getByRole('button', { name: /^utf-16/ }).click()
  await expect(main.getByTestId('document-text')).toHaveValue('From an old editor')
})
