import { expect, it } from 'vitest'
import { browserModule } from './browser-module.js'

const { csvText } = await browserModule('csv.js')

it('cells with a comma, a quote or a line end are quoted, and lines end with CRLF', () => {
  const rows = [
    ['a', 'b,c', 'say "d"'],
    ['e\nf', 'g\rh', 'i\r\nj'],
    [null, undefined, -0.5],
  ]
  expect(csvText(rows)).toBe('a,"b,c","say ""d"""\r\n"e\nf","g\rh","i\r\nj"\r\n,,-0.5\r\n')
})
