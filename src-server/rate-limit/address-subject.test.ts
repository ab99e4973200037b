import { expect, test } from 'vitest'
import { addressSubject } from './address-subject.ts'

test.each([
  ['203.0.113.9', '@203.0.113.9'],
  ['::ffff:203.0.113.9', '@203.0.113.9'],
  ['::FFFF:203.0.113.9', '@203.0.113.9'],
  ['2001:db8:0:7:1:2:3:4', '@2001:db8:0:7::/64'],
  ['2001:DB8::7:0:0:0:9', '@2001:db8:0:7::/64'],
  ['2001:0db8:0000:0007::1', '@2001:db8:0:7::/64'],
  ['2001:db8:0:7::', '@2001:db8:0:7::/64'],
  ['fe80::1%eth0', '@fe80:0:0:0::/64'],
  ['::1', '@0:0:0:0::/64'],
  ['64:ff9b::203.0.113.9', '@64:ff9b:0:0::/64'],
  ['unknown', '@unknown'],
  ['x'.repeat(10_000), `@${'x'.repeat(64)}`],
])('clients of one network count as one (%#)', (address, subject) => {
  expect(addressSubject(address)).toBe(subject)
})
