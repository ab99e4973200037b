import type { SelectionValue } from './read-selection.ts'
import type { SelectionContent } from './serve-selection.ts'
import type { X11Connection } from './x11-connection.ts'

/**
 * Text in every target that programs ask for. STRING means Latin-1 and is offered only when that loses
 * nothing.
 */
export async function textContent(connection: X11Connection, text: string): Promise<SelectionContent> {
  const [utf8, plainUtf8, plain, any, string] = await Promise.all([
    connection.atom('UTF8_STRING'),
    connection.atom('text/plain;charset=utf-8'),
    connection.atom('text/plain'),
    connection.atom('TEXT'),
    connection.atom('STRING'),
  ])
  const data = Buffer.from(text, 'utf8')
  const content = new Map<number, SelectionValue>(
    [utf8, plainUtf8, plain].map((target) => [target, { type: target, format: 8, data }]),
  )
  content.set(any, { type: utf8, format: 8, data })
  const latin1 = Buffer.from(text, 'latin1')
  if (latin1.toString('latin1') === text) content.set(string, { type: string, format: 8, data: latin1 })
  return content
}
