import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOwnNetwork, isThisComputer } from './own-network.ts'

const hostOf = (address: string) => new URL(address).hostname

/** Each with what stands around its host in an address. */
const own = [
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.b.localhost', '127.0.0.1', '127.9.9.9', '2130706433'],
  ...['0x7f.1', '0177.0.0.1', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '0.0.0.0', '[::]'],
  ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.20', '0xc0a80114', '[::ffff:10.1.2.3]'],
  ...['169.254.10.1', '100.64.0.1', '100.101.102.103', '100.127.255.255', '１０.0.0.1'],
  ...['[fd00::1]', '[FC12:3456::1]', '[fe80::1]', '[febf::1]'],
  ...['gpubox', 'NAS', 'ollama', 'büro', 'gpubox.lan', 'GPUBOX.LAN.', 'box.local', 'a.b.local'],
  ...['host.docker.internal', 'models.corp', 'box.home', 'box.home.arpa', 'box.localdomain', 'x.intranet'],
  ...['x.private', 'x.test', 'box.tail1234.ts.net'],
]

const foreign = [
  ...['example.com', 'api.openai.com', '8.8.8.8', '11.0.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1'],
  ...['100.63.255.255', '100.128.0.1', '169.253.0.1', '126.255.255.255', '128.0.0.1', '0.0.0.1'],
  ...['127.0.0.1.example.com', 'localhost.example.com', '10.example.com', '192.168.1.1.nip.io'],
  ...['local.com', 'notlocal.dev', 'x.locals', 'lan.de', 'ts.net', 'evilts.net', 'x.ts.net.example.com'],
  ...['x.local.example', 'internal.com', 'my-localhost.com', 'localhost.com', 'fritz.box'],
  ...['[2001:db8::1]', '[fec0::1]', '[fbff::1]', '[::ffff:8.8.8.8]', '[fd::1]', '[fe8::1]'],
  ...['127-0-0-1.example.org', '134744072', 'home.arpa.example.com'],
]

describe('a key over plain http', () => {
  test.each(own)('stays on own networks at %s', (host) => {
    expect(isOwnNetwork(hostOf(`http://${host}:11434/v1`))).toBe(true)
  })

  test.each(foreign)('would leave them for %s', (host) => {
    expect(isOwnNetwork(hostOf(`http://${host}:11434/v1`))).toBe(false)
  })

  test('is judged by the address blocks, whatever the spelling of an IPv4 address', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const check = (a: number, b: number, c: number, d: number) => {
      const isOwn =
        a === 10 ||
        a === 127 ||
        (a === 172 && b >= 16 && b < 32) ||
        (a === 192 && b === 168) ||
        (a === 169 && b === 254) ||
        (a === 100 && b >= 64 && b < 128) ||
        a + b + c + d === 0
      const plain = `${a}.${b}.${c}.${d}`
      const number = String(((a * 256 + b) * 256 + c) * 256 + d)
      for (const host of [plain, number, `[::ffff:${plain}]`])
        expect(isOwnNetwork(hostOf(`http://${host}/`))).toBe(isOwn)
    }
    const first = fc.oneof(octet, fc.constantFrom(10, 127, 172, 192, 169, 100, 0))
    const second = fc.oneof(octet, fc.constantFrom(16, 31, 32, 168, 254, 64, 127, 128))
    fc.assert(fc.property(first, second, octet, octet, check), { numRuns: 500 })
  })

  test('is never taken for safe by what stands in front of a public name', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/)
    const labels = fc.array(fc.oneof(label, fc.constantFrom('localhost', 'local', '127', '10')), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(labels, (front) => {
        const address = `http://${front.join('.')}.example.com/`
        // Labels such as `xn--a` are names that nobody can have.
        fc.pre(URL.canParse(address))
        expect(isOwnNetwork(hostOf(address))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})

test.each(['localhost', 'localhost.', '127.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', 'x.localhost'])(
  '%s is this computer itself',
  (host) => {
    expect(isThisComputer(hostOf(`http://${host}/`))).toBe(true)
  },
)

test.each(['gpubox', '10.0.0.1', 'x.local', '[fe80::1]', 'localhost.lan', '127.0.0.1.example.com'])(
  '%s is another computer',
  (host) => {
    expect(isThisComputer(hostOf(`http://${host}/`))).toBe(false)
  },
)
