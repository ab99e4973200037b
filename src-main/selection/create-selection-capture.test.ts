import { expect, test } from 'vitest'
import { createSelectionCapture } from './create-selection-capture.ts'
import { createHookSelectionCapture } from './hook-selection-capture.ts'
import type { SelectionHook } from './selection-hook.ts'

const { signal } = new AbortController()

function hookWith(
  selection: ReturnType<SelectionHook['getCurrentSelection']>,
  isTrusted = true,
): () => Promise<SelectionHook> {
  return () =>
    Promise.resolve({
      start: () => true,
      getCurrentSelection: () => selection,
      macIsProcessTrusted: () => isTrusted,
      cleanup: () => undefined,
    })
}

test('Wayland without X11 says what works instead', async () => {
  const capture = createSelectionCapture({
    platform: 'linux',
    display: undefined,
    waylandDisplay: 'wayland-0',
  })
  await capture.warmUp()
  const captured = await capture.capture(signal)
  expect(captured).toMatchObject({ text: '', method: 'none', source: undefined })
  expect(captured.notice).toContain('Wayland')
})

test('Windows without the optional package is a notice, not a crash', async () => {
  const capture = createSelectionCapture({ platform: 'win32', display: undefined })
  const captured = await capture.capture(signal)
  expect(captured.text).toBe('')
  expect(captured.notice).toContain('selection-hook')
  await capture.dispose()
})

test('accessibility comes first, and the clipboard is not touched then', async () => {
  let copies = 0
  const copyFallback = (): Promise<{ kind: 'none' }> => {
    copies += 1
    return Promise.resolve({ kind: 'none' })
  }
  const capture = createHookSelectionCapture({
    platform: 'win32',
    loadHook: hookWith({ text: 'selected', programName: 'WindowsTerminal.exe' }),
    copyFallback,
  })
  expect(await capture.capture(signal)).toMatchObject({
    text: 'selected',
    method: 'accessibility',
    source: { isTerminal: true },
  })
  expect(copies).toBe(0)
})

test('a copy is the fallback, and its refusal reaches the person', async () => {
  const copying = createHookSelectionCapture({
    platform: 'darwin',
    loadHook: hookWith(null),
    copyFallback: () => Promise.resolve({ kind: 'text', text: 'copied' }),
  })
  expect(await copying.capture(signal)).toMatchObject({ text: 'copied', method: 'clipboard' })
  const refusing = createHookSelectionCapture({
    platform: 'darwin',
    loadHook: hookWith(null),
    copyFallback: () => Promise.resolve({ kind: 'refused', reason: 'Files are on the clipboard.' }),
  })
  expect(await refusing.capture(signal)).toMatchObject({ text: '', notice: 'Files are on the clipboard.' })
})

test('macOS without the permission says where to give it, and copies nothing', async () => {
  const capture = createHookSelectionCapture({
    platform: 'darwin',
    loadHook: hookWith(null, false),
    copyFallback: () => Promise.resolve({ kind: 'text', text: 'no' }),
  })
  const captured = await capture.capture(signal)
  expect(captured.text).toBe('')
  expect(captured.notice).toContain('Accessibility')
})
