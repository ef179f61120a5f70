import { describe, expect, it } from 'vitest'
import { DateScalar, DateTimeScalar, FloatVectorScalar } from '../../../schema/api/scalars.js'

describe('Date', () => {
  it.each(['2020-02-29', '1999-12-31'])('takes %s', (date) => {
    expect(DateScalar.parseValue(date)).toBe(date)
  })

  it.each(['2019-02-29', '2020-1-1', '20200101', '2020-01-01T00:00:00Z', '', 20200101, null, true])(
    'refuses %s',
    (value) => {
      expect(() => DateScalar.parseValue(value)).toThrow(/is not a date: write one that exists/)
    },
  )
})

describe('DateTime', () => {
  it('is an instant in UTC', () => {
    const instant = DateTimeScalar.parseValue('2020-12-31T22:00:00+01:00')
    expect(DateTimeScalar.serialize(instant)).toBe('2020-12-31T21:00:00.000Z')
  })

  it.each(['2020-12-31', '2020-02-30T10:00:00Z', 'now', 5])('refuses %s', (value) => {
    expect(() => DateTimeScalar.parseValue(value)).toThrow(/is not an instant/)
  })
})

describe('FloatVector', () => {
  it('passes stored values unchanged', () => {
    const values = [0.1, null, -3]
    expect(FloatVectorScalar.serialize(values)).toBe(values)
    expect(JSON.stringify(FloatVectorScalar.serialize(values))).toBe('[0.1,null,-3]')
  })

  it('never answers NaN or an infinity', () => {
    expect(FloatVectorScalar.serialize([1, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([
      1,
      null,
      null,
    ])
  })
})
