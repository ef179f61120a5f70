import { expect, it } from 'vitest'
import { addressOf, placeOf, withCredentials } from '../../../src/connection/address.js'

it('the place of an address is its host and port, never more', () => {
  expect(placeOf('postgres://u:secret@db.example:6432/residua')).toBe('db.example:6432')
  expect(placeOf('postgres:///residua?host=/run/postgresql&port=5433')).toBe('/run/postgresql:5433')
  expect(placeOf('postgres:///residua')).toBe('localhost:5432')
  expect(() => addressOf('mysql://h/d')).toThrow(/no Postgres URL/)
})

it('an address takes user, password and database of another one where it has none', () => {
  const from = 'postgres://us%40er:p%26w@pooler:6432/residua'
  const filled = 'postgres://us%40er:p&w@direct:5432/residua'
  expect(withCredentials('postgres://direct:5432', from)).toBe(filled)
  const socket = 'postgres:///?host=/run/postgresql'
  expect(new URL(withCredentials(socket, from)).searchParams.get('password')).toBe('p&w')
  const own = 'postgres://me@direct:5432/mine'
  expect(withCredentials(own, from)).toBe(own)
})
