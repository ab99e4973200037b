import type { SelectionRequestEvent } from 'x11'
import { ClipboardOwner } from '../clipboard-owner.ts'
import { readSelectionText } from '../read-selection-text.ts'
import { textContent } from '../text-content.ts'
import { SelectionService } from '../serve-selection.ts'
import { X11Connection } from '../x11-connection.ts'

/**
 * A process that owns a selection:
 * `odd-selection-owner.ts <display> <selection> hung|latin1|manager <text>`. `hung` never answers, `latin1`
 * gives only STRING, `manager` keeps the text of CLIPBOARD when it is asked to (SAVE_TARGETS).
 */
const [display = '', selection = 'PRIMARY', manner = 'hung', text = ''] = process.argv.slice(2)
const connection = await X11Connection.open(display)
const window = connection.createWindow()
const [atom, string, since] = await Promise.all([
  connection.atom(selection),
  connection.atom('STRING'),
  connection.timestamp(),
])
const content = new Map([...(await textContent(connection, text))].filter(([target]) => target === string))
const service = await SelectionService.create(connection, () => undefined)
const keeper = await ClipboardOwner.create(connection)
connection.onEvent((event) => {
  if (event.type !== 30 || event.owner !== window) return
  if (manner === 'latin1') void service.answer(event, content, since)
  if (manner === 'manager') void keep(event)
})
connection.client.SetSelectionOwner(window, atom, since)
await connection.sync()
process.stdout.write('ready\n')

async function keep(event: SelectionRequestEvent): Promise<void> {
  const clipboard = await readSelectionText(connection, 'CLIPBOARD', {
    answerMs: 500,
    maximumBytes: 1_000_000,
  })
  if (clipboard.kind === 'text') await keeper.take(await textContent(connection, clipboard.text))
  const { requestor, selection: asked, target, property, time } = event
  connection.client.SendEvent(requestor, 0, 0, {
    name: 'SelectionNotify',
    requestor,
    selection: asked,
    target,
    property,
    time,
  })
}
