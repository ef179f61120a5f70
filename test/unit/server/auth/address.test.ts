import type { IncomingMessage } from 'node:http'
import { expect, it } from 'vitest'
import { createAddressOf } from '../../../../src/server/auth/address.js'

const from = (remoteAddress: string | undefined, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  [undefined, 'unknown'],
])('%s counts as %s', (remote, counted) => {
  expect(createAddressOf([])(from(remote))).toBe(counted)
})

it('only a trusted proxy is believed, and only about the address before it', () => {
  const spoofed = from('10.0.0.5', '1.1.1.1, 9.9.9.9')
  expect(createAddressOf([])(spoofed)).toBe('10.0.0.5')
  expect(createAddressOf(['10.0.0.0/8'])(spoofed)).toBe('9.9.9.9')
  expect(createAddressOf(['10.0.0.0/8', '9.9.9.9'])(spoofed)).toBe('1.1.1.1')
  expect(createAddressOf(['10.0.0.0/8'])(from('10.0.0.5', 'nonsense'))).toBe('unknown')
})
