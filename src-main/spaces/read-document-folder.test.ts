import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { maximumDocumentBytes } from './decode-document.ts'
import { readDocumentFiles, readDocumentFolder } from './read-document-folder.ts'

const cases = join(import.meta.dirname, '../../e2e/cases')
let folder: string
let docs: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-docs-'))
  docs = join(folder, 'docs')
  mkdirSync(docs)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, content: string | Uint8Array = name) => writeFileSync(join(docs, name), content)
const link = (target: string, name: string) => symlinkSync(target, join(docs, name))

/** Titles of what was read, and the reasons for the rest. */
async function read(path = docs): Promise<{ titles: string[]; reasons: string[] }> {
  const { documents, rejected } = await readDocumentFolder(path)
  return { titles: documents.map(({ title }) => title), reasons: rejected.map(({ reason }) => reason) }
}

test('the case of a pipe and a linked folder ends at once, with both named', async () => {
  rmSync(docs, { recursive: true })
  execFileSync('bash', [join(cases, 'F24-links-in-a-folder/make.sh')], { cwd: folder })
  expect(await read()).toEqual({
    titles: ['ok'],
    reasons: [
      '“linked” is a link that leads out of the folder. Put a copy of its target into the folder.',
      '“pipe” is a link that leads out of the folder. Put a copy of its target into the folder.',
    ],
  })
})

describe('links', () => {
  test('are followed while they stay inside, to files and to folders', async () => {
    mkdirSync(join(docs, 'sub'))
    put('sub/in.md')
    link('sub/in.md', 'alias.md')
    link('sub', 'linked')
    expect(await read()).toEqual({ titles: ['alias', 'linked/in', 'sub/in'], reasons: [] })
  })

  test('are followed from a folder that is a link itself', async () => {
    put('a.md')
    link('a.md', 'b.md')
    symlinkSync(docs, join(folder, 'door'))
    expect(await read(join(folder, 'door'))).toEqual({ titles: ['a', 'b'], reasons: [] })
  })

  test('are told where they lead nowhere, out, or in a circle', async () => {
    mkdirSync(join(docs, 'sub'))
    writeFileSync(join(folder, 'docs-of-others.md'), 'not ours')
    link('gone.md', 'dangling.md')
    link('no-folder', 'nothing')
    link('loop.md', 'loop.md')
    link('..', 'sub/up')
    link('../docs-of-others.md', 'out.md')
    link(docs, 'self')
    link('/usr/bin/env', 'program.exe')
    const { titles, reasons } = await read()
    expect(titles).toEqual([])
    expect(reasons).toEqual([
      expect.stringMatching(/^“dangling” is a link that leads nowhere\.$/),
      expect.stringMatching(/^“loop” is a link that leads in a circle\.$/),
      expect.stringMatching(/^“nothing” is a link that leads nowhere\.$/),
      expect.stringMatching(/^“out” is a link that leads out of the folder\./),
      expect.stringMatching(/^“self” is a link that leads in a circle\.$/),
      expect.stringMatching(/^“sub\/up” is a link that leads in a circle\.$/),
    ])
  })

  test('between folders that show each other end', async () => {
    for (const name of ['a', 'b', 'c']) {
      mkdirSync(join(docs, name))
      put(`${name}/text.md`)
      for (const other of ['a', 'b', 'c']) link(`../${other}`, `${name}/to-${other}`)
    }
    const { titles, reasons } = await read()
    expect(titles).toContain('a/to-b/to-c/text')
    expect(reasons.every((reason) => reason.includes('in a circle'))).toBe(true)
  })
})

describe('what is no ordinary file', () => {
  test('is never opened: a pipe, a socket, a device, also behind a link', async () => {
    put('a.md')
    execFileSync('mkfifo', [join(docs, 'pipe.md')])
    link('pipe.md', 'to-pipe.md')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(docs, 'socket.md'), resolve))
    const { titles, reasons } = await read()
    await new Promise((resolve) => server.close(resolve))
    expect(titles).toEqual(['a'])
    expect(reasons).toEqual([
      '“pipe” is a pipe, not a file.',
      '“socket” is a socket, not a file.',
      '“to-pipe” is a pipe, not a file.',
    ])
  })

  test('is told when it is given as a file', async () => {
    execFileSync('mkfifo', [join(docs, 'pipe')])
    const paths = ['/dev/zero', '/dev/tty', join(docs, 'pipe'), docs, join(docs, 'gone.md')]
    const { documents, rejected } = await readDocumentFiles(paths, (path) => path)
    expect(documents).toEqual([])
    expect(rejected.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/is a device/),
      expect.stringMatching(/is a device|cannot be read/),
      expect.stringMatching(/is a folder/),
      expect.stringMatching(/cannot be read\. Check that the file is still there/),
      expect.stringMatching(/is a pipe/),
    ])
  })
})

describe('odd folders', () => {
  test('a folder that is named like a document is a folder', async () => {
    mkdirSync(join(docs, 'x.md'))
    put('x.md/inside.md')
    expect(await read()).toEqual({ titles: ['x.md/inside'], reasons: [] })
  })

  test('a name that is not Unicode, or holds line breaks, harms nothing', async () => {
    const odd = Buffer.concat([
      Buffer.from(join(docs, 'bad-')),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('.md'),
    ])
    writeFileSync(odd, 'text')
    put('two\nlines\u001b[31m.md')
    const { titles, reasons } = await read()
    expect(titles).toEqual(['two lines [31m'])
    expect(reasons).toEqual([expect.stringMatching(/is not valid Unicode\. Rename it\.$/)])
  })

  test('a very deep tree is read to its end', async () => {
    const deep = Array.from({ length: 200 }, () => 'd').join('/')
    mkdirSync(join(docs, deep), { recursive: true })
    put(`${deep}/bottom.md`)
    expect(await read()).toEqual({ titles: [`${deep}/bottom`], reasons: [] })
  })

  test('a file beyond the limit is refused beside the others', async () => {
    put('a.md')
    put('huge.md', new Uint8Array(maximumDocumentBytes + 1).fill(0x61))
    const { titles, reasons } = await read()
    expect(titles).toEqual(['a'])
    expect(reasons).toEqual([expect.stringMatching(/“huge” is 5\.0|“huge” is 5 MB/)])
  })

  // Root may open everything.
  test.skipIf(process.getuid?.() === 0)('what may not be opened is told, and the rest is read', async () => {
    put('a.md')
    put('secret.md')
    mkdirSync(join(docs, 'closed'))
    chmodSync(join(docs, 'secret.md'), 0)
    chmodSync(join(docs, 'closed'), 0)
    const { titles, reasons } = await read()
    chmodSync(join(docs, 'closed'), 0o700)
    expect(titles).toEqual(['a'])
    expect(reasons).toEqual([
      '“closed” is a folder that cannot be read. Check that you may open it.',
      '“secret” cannot be read. Check that you may open it.',
    ])
  })

  test('UTF-16 of Windows is read like any other', async () => {
    copyFileSync(join(cases, 'F30-files-of-windows/utf16.txt'), join(docs, 'windows.txt'))
    expect((await readDocumentFolder(docs)).documents).toEqual([{ title: 'windows', text: 'a b' }])
  })
})
