/** The clipboard's text where the system gives it to any program; undefined when it could not be read. */
export async function readElectronClipboardText(): Promise<string | undefined> {
  try {
    const { clipboard } = await import('electron')
    return await clipboard.readText()
  } catch {
    // The variable then stays visible in the prompt, which says more than an empty text would.
    return undefined
  }
}
