/** The least popup that a key can bring: one window, made before. What the benchmark compares with. */
const { app, BrowserWindow, globalShortcut } = require('electron')

/** Sets the mark by the product's own rule: two frames after the news. */
const markPainted = `requestAnimationFrame(() =>
  requestAnimationFrame(() => { performance.mark('popup-painted') }))`

app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 720,
    height: 520,
    title: 'Bare popup',
    show: false,
    frame: false,
    resizable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
    webPreferences: { backgroundThrottling: false },
  })
  window.webContents.on('before-input-event', (_event, input) => {
    if (input.key === 'Escape') window.hide()
  })
  await window.loadFile(require.resolve('./popup.html'))
  globalShortcut.register('Control+Alt+A', () => {
    window.show()
    window.focus()
    void window.webContents.executeJavaScript(markPainted)
  })
})
