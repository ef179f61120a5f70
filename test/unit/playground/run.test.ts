import { describe, expect, it } from 'vitest'
import { readBody, sizeText } from '../../../src/playground/run/answer.js'
import { operationAt } from '../../../src/playground/run/operation.js'
import { variablesOf } from '../../../src/playground/run/variables.js'

describe('the operation that runs', () => {
  const document = 'query A { a }\nsubscription B { b }\nfragment F on T { c }'

  it.each([
    [0, 'A'],
    [13, 'A'],
    [20, 'B'],
    [document.length, 'A'],
  ])('at position %i is %s: the one there, else the first', (position, name) => {
    expect(operationAt(document, position)?.name?.value).toBe(name)
  })

  it.each(['', '{ a', 'fragment F on T { c }'])('there is none in %j', (text) => {
    expect(operationAt(text, 0)).toBeUndefined()
  })
})

describe('variables', () => {
  it('are an object, or nothing', () => {
    expect(variablesOf(' ')).toEqual({})
    expect(variablesOf('{ "strategy": "pca-ou" }')).toEqual({ strategy: 'pca-ou' })
  })

  it.each(['[1]', '1', 'null', '"text"'])('%s is refused', (text) => {
    expect(() => variablesOf(text)).toThrow(/^The variables must be a JSON object/)
  })

  it('that are not JSON are refused with the reason', () => {
    expect(() => variablesOf('{ strategy: 1 }')).toThrow(/^The variables are not JSON: /)
  })
})

describe('an answer', () => {
  it('is shown with two spaces, numbers to their last digit', () => {
    const { text, errors } = readBody('{"data":{"net":-0.0022488719987381217}}')
    expect(text).toBe('{\n  "data": {\n    "net": -0.0022488719987381217\n  }\n}')
    expect(errors).toEqual([])
  })

  it('reports errors with their codes', () => {
    const body = '{"errors":[{"message":"no","extensions":{"code":"COST_LIMIT"}},{"message":"so"}]}'
    expect(readBody(body).errors).toEqual([
      { code: 'COST_LIMIT', message: 'no' },
      { code: 'ERROR', message: 'so' },
    ])
  })

  it('that is no JSON is shown as it is', () => {
    expect(readBody('Bad gateway')).toEqual({
      text: 'Bad gateway',
      errors: [{ code: 'ERROR', message: 'Bad gateway' }],
    })
  })

  it.each([
    [999, '999 B'],
    [1234, '1.2 KB'],
    [123_456, '123 KB'],
  ])('of %i bytes has a size of %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })
})
