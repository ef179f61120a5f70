import { expect, it } from 'vitest'
import { withoutFormula } from '../../../src/lib/formulas.js'

it.each([
  ['=1+1', "'=1+1"],
  ['+A', "'+A"],
  ['-A', "'-A"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['＝1', "'＝1"],
  [' =1', " '=1"],
  ['\t=1', " '=1"],
  ['\r=1', " '=1"],
  ['\n@x', " '@x"],
  ['A;=1', "A;'=1"],
  ['A,"=cmd|\'/C calc\'!A0"', "A,\"'=cmd|'/C calc'!A0\""],
  ['"=1', '"\'=1'],
  ["'=1", "''=1"],
  ['A\u0000B\u001b\u0085C', 'A B  C'],
  ['--', "'--"],
])('%j is written as %j', (text, written) => {
  expect(withoutFormula(text)).toBe(written)
})

it.each([
  'A',
  'BRK-B',
  'BRK.B',
  'BF-B',
  'A=B',
  'a@b',
  'C+',
  'BRK B',
  'Ü',
  '007',
  '',
  '^GSPC',
  'EURUSD=X',
])('%j stays', (text) => {
  expect(withoutFormula(text)).toBe(text)
})
