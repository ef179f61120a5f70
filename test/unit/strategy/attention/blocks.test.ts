import { expect, it } from 'vitest'
import { createRandom } from '../../../../src/lib/random.js'
import { characteristicsOf } from '../../../../src/strategy/attention/blocks.js'
import { tinyDate, tinyMarket } from '../../../_util/tiny-market.js'

const [DATES, ASSETS, WIDTH] = [12, 60, 3]

it('gathers runs of members and members apart, and nothing of others', () => {
  const random = createRandom(2)
  const draws = Array.from({ length: (DATES + 1) * ASSETS }, () => random.uniform())
  const market = tinyMarket({
    dates: DATES,
    assets: ASSETS,
    returnOf: () => 0.01,
    // whole runs on some dates, holes on others, two assets never
    memberOf: (t, i) => i !== 5 && i !== 59 && (t % 3 === 0 || (draws[t * ASSETS + i] ?? 0) < 0.6),
    characteristicsOf: (t, i) => [t, i, 100 * t + i],
  })
  const view = market.asOf(tinyDate(DATES - 1))
  const columns = Int32Array.from(
    Array.from({ length: ASSETS }, (_, i) => i).filter((i) => i % 59 !== 5),
  )
  const gathered = characteristicsOf(view, 2, 9, columns)
  let members = 0
  const wrong: number[] = []
  for (let day = 0; day < 9; day++) {
    columns.forEach((column, i) => {
      const cell = (2 + day) * ASSETS + column
      const isMember = view.universe[cell] === 1
      const expected = isMember ? [2 + day, column, 100 * (2 + day) + column] : [0, 0, 0]
      const from = (day * columns.length + i) * WIDTH
      if (isMember) members++
      if (expected.some((value, m) => gathered[from + m] !== value)) wrong.push(cell)
    })
  }
  expect(wrong).toEqual([])
  expect(members).toBeGreaterThan(300)
})
