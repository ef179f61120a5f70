import { sessionsBetween } from '../../src/data/calendar/xnys.js'
import type { Panel } from '../../src/data/panel.js'

/**
 * A panel from rows of adjusted closes, one row a session from 2020-01-02, one column an asset
 * (A, B, …). Open, high, low and close equal the adjusted close, volume is 1000, all are members;
 * `overrides` replaces whole fields.
 */
export function smallPanel(
  adjClose: readonly (readonly number[])[],
  overrides: Partial<Panel> = {},
): Panel {
  const sessions = sessionsBetween('2020-01-02', '2030-12-31')
  const prices = Float64Array.from(adjClose.flat())
  const assets = adjClose[0].map((_, i) => String.fromCharCode(65 + i))
  return {
    dates: sessions.slice(0, adjClose.length),
    nextDate: sessions[adjClose.length],
    assets,
    names: assets.map(() => null),
    sectors: assets.map(() => null),
    open: prices,
    high: prices,
    low: prices,
    close: prices,
    adjClose: prices,
    volume: prices.map((price) => (Number.isNaN(price) ? Number.NaN : 1000)),
    members: new Uint8Array((adjClose.length + 1) * assets.length).fill(1),
    supplied: [],
    ...overrides,
  }
}
