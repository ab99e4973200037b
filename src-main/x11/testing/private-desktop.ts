import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { X11Connection } from '../x11-connection.ts'
import { readActiveWindow, readClientList, readFocus } from '../window-properties.ts'

const patienceMs = 120_000
/** A file that is as it was after this long was saved without a change. */
const unchangedPatienceMs = 1_000

/** A real X server, window manager and programs for one test file: no other test can take the focus away. */
export class PrivateDesktop {
  readonly display: string
  /** An independent observer's connection. */
  readonly connection: X11Connection
  readonly #folder: string
  readonly #children: ChildProcess[]

  private constructor(display: string, connection: X11Connection, folder: string, children: ChildProcess[]) {
    this.display = display
    this.connection = connection
    this.#folder = folder
    this.#children = children
  }

  /**
   * Fails with what to install when Xvfb or openbox is missing.
   * Without a display's name the server picks a free one.
   */
  static async start(name: readonly string[] = []): Promise<PrivateDesktop> {
    const server = spawn(
      'Xvfb',
      [...name, '-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    )
    const failure = once(server, 'error').then(([cause]: unknown[]) => {
      throw new Error(
        'These tests need a real X server: install xvfb, openbox, xdotool, xclip and mousepad ' +
          '(apt-get install).',
        { cause },
      )
    })
    const display = `:${await Promise.race([firstLine(server), failure])}`
    const connection = await X11Connection.open(display, patienceMs / 1_000)
    const desktop = new PrivateDesktop(
      display,
      connection,
      await mkdtemp(join(tmpdir(), 'rephlo-desktop-')),
      [server],
    )
    desktop.spawn('openbox', ['--sm-disable'])
    await until(
      'openbox to manage the desktop',
      async () =>
        (await connection.property(connection.root, await connection.atom('_NET_SUPPORTING_WM_CHECK')))
          .type !== 0,
    )
    return desktop
  }

  spawn(command: string, args: readonly string[], input?: Buffer | string): ChildProcess {
    const environment = [
      `DISPLAY=${this.display}`,
      'DBUS_SESSION_BUS_ADDRESS=disabled:',
      'NO_AT_BRIDGE=1',
      'GSETTINGS_BACKEND=memory',
      `HOME=${this.#folder}`,
      `XDG_CONFIG_HOME=${this.#folder}`,
      `XDG_DATA_HOME=${this.#folder}`,
    ]
    const child = spawn('env', [...environment, command, ...args], {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'ignore'],
    })
    child.on('exit', (code) => {
      if (code === 127) throw new Error(`These tests need ${command}: install it (apt-get install).`)
    })
    if (input !== undefined) child.stdin?.end(input)
    this.#children.push(child)
    return child
  }

  /** Runs to its end and gives what it printed. */
  async run(command: string, args: readonly string[]): Promise<Buffer> {
    const child = this.spawn(command, args)
    const printed: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => printed.push(part))
    await once(child, 'close')
    if (child.exitCode !== 0)
      throw new Error(`${command} ${args.join(' ')} ended with ${child.exitCode ?? 'a signal'}`)
    return Buffer.concat(printed)
  }

  async keys(...keys: readonly string[]): Promise<void> {
    await this.run('xdotool', ['key', '--delay', '20', ...keys])
  }

  /** Opens a file with this text in a Mousepad of its own and waits until it has the keyboard. */
  async openMousepad(text: string, name = 'text.txt'): Promise<Mousepad> {
    const path = join(this.#folder, name)
    await writeFile(path, text)
    const before = new Set(await readClientList(this.connection))
    const process = this.spawn('mousepad', ['--disable-server', path])
    let window = 0
    await until('Mousepad to open', async () => {
      window = (await readClientList(this.connection)).find((candidate) => !before.has(candidate)) ?? 0
      return window !== 0
    })
    await this.activate(window)
    return new Mousepad(this, window, path, process)
  }

  async activate(window: number): Promise<void> {
    await this.run('xdotool', ['windowactivate', '--sync', String(window)])
    await until(
      'the window to have the keyboard',
      async () =>
        (await readActiveWindow(this.connection)) === window &&
        (await readFocus(this.connection)) !== undefined,
    )
    await delay(150)
  }

  /** Fills CLIPBOARD or PRIMARY through a real xclip, which goes on serving it. */
  async fillSelection(
    selection: 'clipboard' | 'primary',
    target: string,
    bytes: Buffer | string,
  ): Promise<void> {
    const atom = await this.connection.atom(selection.toUpperCase())
    const ownerOf = async (): Promise<number> =>
      await this.connection.ask((client, callback) => client.GetSelectionOwner(atom, callback))
    const before = await ownerOf()
    this.spawn('xclip', ['-quiet', '-selection', selection, '-t', target, '-i'], bytes)
    // An owner that has just died leaves the selection without one for a moment.
    await until('xclip to own the selection', async () => ![before, 0].includes(await ownerOf()))
  }

  /** An owner in another process that is not a real program; see odd-selection-owner.ts. */
  async ownSelection(
    selection: 'CLIPBOARD' | 'PRIMARY' | 'CLIPBOARD_MANAGER',
    manner: 'hung' | 'latin1' | 'manager',
    text = '',
  ): Promise<ChildProcess> {
    const script = fileURLToPath(new URL('./odd-selection-owner.ts', import.meta.url))
    const owner = this.spawn(process.execPath, [script, this.display, selection, manner, text])
    if (owner.stdout !== null) await once(owner.stdout, 'data')
    return owner
  }

  async readSelection(selection: 'clipboard' | 'primary', target: string): Promise<Buffer> {
    return await this.run('xclip', ['-selection', selection, '-t', target, '-o'])
  }

  async stop(): Promise<void> {
    this.connection.close()
    for (const child of this.#children.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
      const closed = once(child, 'exit')
      child.kill('SIGKILL')
      await closed
    }
    await rm(this.#folder, { recursive: true, force: true })
  }
}

/** A real editor with a file open. */
export class Mousepad {
  readonly window: number
  readonly #desktop: PrivateDesktop
  readonly #path: string
  readonly #process: ChildProcess

  constructor(desktop: PrivateDesktop, window: number, path: string, process: ChildProcess) {
    this.#desktop = desktop
    this.window = window
    this.#path = path
    this.#process = process
  }

  /** Ctrl+A, and waits until PRIMARY says so. */
  async selectAll(): Promise<void> {
    await this.#desktop.activate(this.window)
    await this.#desktop.keys('ctrl+a')
    const primary = await this.#desktop.connection.atom('PRIMARY')
    await until('Mousepad to own PRIMARY', async () => {
      const owner = await this.#desktop.connection.ask<number>((client, callback) =>
        client.GetSelectionOwner(primary, callback),
      )
      return this.#desktop.connection.isSameConnection(owner, this.window)
    })
  }

  /** Ctrl+S, and what is in the file then. What is expected to be new there may take a while. */
  async save(expected?: string): Promise<string> {
    const before = await readFile(this.#path)
    await this.#desktop.activate(this.window)
    await this.#desktop.keys('ctrl+s')
    await until(
      'the file to be saved',
      async () => {
        const saved = await readFile(this.#path)
        return expected === undefined ? !saved.equals(before) : saved.toString().trimEnd() === expected
      },
      expected === undefined ? unchangedPatienceMs : patienceMs,
    ).catch(() => undefined)
    return await readFile(this.#path, 'utf8')
  }

  async close(): Promise<void> {
    const closed = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await closed
    await until(
      'the window to vanish',
      async () => !(await readClientList(this.#desktop.connection)).includes(this.window),
    )
  }
}

export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  patience = patienceMs,
): Promise<void> {
  const deadline = performance.now() + patience
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await delay(20)
  }
}

async function firstLine(server: ChildProcess): Promise<string> {
  const pipe = server.stdio[3]
  if (pipe === null || pipe === undefined || !('setEncoding' in pipe))
    throw new Error('Xvfb has no display pipe.')
  pipe.setEncoding('utf8')
  const lines: unknown[] = await once(pipe, 'data')
  return String(lines[0]).trim()
}
