import { textContent } from '../text-content.ts'
import { SelectionService } from '../serve-selection.ts'
import { X11Connection } from '../x11-connection.ts'

/** A process that owns a selection and behaves oddly: `odd-selection-owner.ts <display> <selection> hung|latin1 <text>`. */
const [display = '', selection = 'PRIMARY', manner = 'hung', text = ''] = process.argv.slice(2)
const connection = await X11Connection.open(display)
const window = connection.createWindow()
const [atom, string, since] = await Promise.all([connection.atom(selection), connection.atom('STRING'), connection.timestamp()])
const content = new Map([...(await textContent(connection, text))].filter(([target]) => target === string))
const service = await SelectionService.create(connection, () => undefined)
connection.onEvent((event) => {
  if (event.type === 30 && manner === 'latin1') void service.answer(event, content, since)
})
connection.client.SetSelectionOwner(window, atom, since)
await connection.sync()
process.stdout.write('ready\n')
