/** The least that can be called a desktop app here: one window with a local page. What the benchmarks compare with. */
const { app, BrowserWindow } = require('electron')
const process = require('node:process')

app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 720, height: 520, title: 'Bare' })
  await window.loadFile(require.resolve('./index.html'))
  process.stdout.write('The bare app is ready.\n')
})
