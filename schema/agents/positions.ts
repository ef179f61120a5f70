import type { PublishedSplit } from '../../src/performance/chain.js'
import type { DateFilter } from '../../src/performance/dated-values.js'
import type { Loaders } from '../api/loaders.js'
import type { AgentPosition } from './agent.type.js'

/** What an agent decided for the dates of a split, `nextDate` included; dates outside the universe have no row. */
export async function positionsIn(
  { current, testFrom }: PublishedSplit,
  position: number,
  filter: DateFilter,
  loaders: Loaders,
): Promise<AgentPosition[]> {
  const to = current.nextDate ?? current.scoredTo
  if (to === null) return []
  const key = { contentId: current.contentId, from: testFrom, to }
  const [actions, shares, values] = await Promise.all([
    loaders.agentActionsBetween.load(key),
    loaders.agentSharesBetween.load(key),
    loaders.agentValuesBetween.load(key),
  ])
  const valueOn = new Map(values.map(({ date, values: row }) => [date, row[position]]))
  const sharesOn = new Map(shares.map(({ date, values: row }) => [date, row[position]]))
  return actions.flatMap(({ date, values: row }) => {
    const action = row[position] ?? Number.NaN
    if (Number.isNaN(action) || !filter.includes(date)) return []
    return [{ date, action, shares: sharesOn.get(date) ?? 0, value: valueOn.get(date) ?? null }]
  })
}
