/** The notice of a hotkey that could not be registered; it goes as soon as one works. */
export const hotkeyNotice = 'hotkey'
