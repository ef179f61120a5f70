import type { Panel } from '../../src/data/panel.js'
import type { SyntheticMarketOptions } from '../../src/data/synthetic/draw-market.js'
import { syntheticMarket } from '../../src/data/synthetic/synthetic-market.js'
import { lowerBound } from '../../src/lib/dates.js'

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const
const HEADER = 'date,symbol,open,high,low,close,adj_close,volume'

/** Errors of a file against the true market. */
export interface FileFault {
  /** Factor on the closes and adjusted closes of these symbols on the file's date. */
  readonly wrongClose?: Readonly<Record<string, number>>
  /** The same on the repeated previous row. */
  readonly wrongPrevious?: Readonly<Record<string, number>>
  /** Factor on the volumes on the file's date. */
  readonly wrongVolume?: Readonly<Record<string, number>>
  /** Factor on the adjusted closes of the previous row, as after a forgotten dividend. */
  readonly wrongLevel?: Readonly<Record<string, number>>
  /** Number of rows kept. */
  readonly rows?: number
}

/**
 * A synthetic market as a vendor delivers it: every file's adjusted closes are as of its last date,
 * where they equal the closes, so that each split and dividend moves the level of all before it.
 */
export class DailyMarket {
  readonly panel: Panel
  /** From the date on, files use another symbol. */
  readonly renames: readonly { readonly date: string; readonly from: string; readonly to: string }[]

  constructor(
    options: SyntheticMarketOptions,
    { renames = [] }: { renames?: DailyMarket['renames'] } = {},
  ) {
    this.panel = syntheticMarket(options).panel
    this.renames = renames
  }

  get dates(): readonly string[] {
    return this.panel.dates
  }

  /** The whole history to `date`, with the symbols in use then. */
  history(date: string): string {
    const end = lowerBound(this.dates, date)
    const rows: string[] = []
    for (let t = 0; t <= end; t++) {
      for (const i of this.panel.assets.keys()) {
        const row = this.#row(t, i, this.#lastRow(i, end), { asOf: date })
        if (row) rows.push(row)
      }
    }
    return toCsv(rows)
  }

  /** The file of one date: its rows, and of each symbol the row before. */
  daily(date: string, fault: FileFault = {}): string {
    const t = lowerBound(this.dates, date)
    const rows: string[] = []
    for (const i of this.panel.assets.keys()) {
      if (this.#lastRow(i, t) !== t) continue
      const before = this.#lastRow(i, t - 1)
      const symbol = this.panel.assets[i]
      if (before >= 0) {
        const close = fault.wrongPrevious?.[symbol] ?? 1
        const level = fault.wrongLevel?.[symbol] ?? 1
        rows.push(this.#row(before, i, t, { asOf: date, close, level }) as string)
      }
      const [close, volume] = [fault.wrongClose?.[symbol], fault.wrongVolume?.[symbol]]
      rows.push(this.#row(t, i, t, { asOf: date, close, volume }) as string)
    }
    return toCsv(rows.slice(0, fault.rows))
  }

  /** The members known on `date`, those of the next session included. */
  membership(date: string): string {
    const { panel } = this
    const end = Math.min(lowerBound(this.dates, date) + 1, this.dates.length)
    const lines: string[] = []
    for (const [i, symbol] of panel.assets.entries()) {
      let from = -1
      for (let t = 0; t <= end + 1; t++) {
        const member = t <= end && panel.members[t * panel.assets.length + i] === 1
        if (member && from < 0) from = t
        if (member || from < 0) continue
        const to = t > end ? '' : this.#dateOf(t)
        lines.push([this.#nameOf(symbol, date), this.#dateOf(from), to].join(','))
        from = -1
      }
    }
    return `${['symbol,member_from,member_to', ...lines].join('\n')}\n`
  }

  sectors(date: string): string {
    const lines = this.panel.assets.map((symbol, i) =>
      [this.#nameOf(symbol, date), this.panel.names[i], this.panel.sectors[i]].join(','),
    )
    return `${['symbol,name,sector', ...lines].join('\n')}\n`
  }

  /** Symbols with a row on `date`. */
  listed(date: string): string[] {
    const t = lowerBound(this.dates, date)
    return this.panel.assets.filter((_, i) => this.#lastRow(i, t) === t)
  }

  /** Adjusted close over close on `date` relative to the previous row, by symbol: 1 without an event. */
  event(date: string, symbol: string): number {
    const i = this.panel.assets.indexOf(symbol)
    const t = lowerBound(this.dates, date)
    const before = this.#lastRow(i, t - 1)
    return this.#level(t, i) / this.#level(before, i)
  }

  #dateOf(t: number): string {
    return this.dates[t] ?? this.panel.nextDate
  }

  #nameOf(symbol: string, date: string): string {
    return this.renames.find((one) => one.from === symbol && one.date <= date)?.to ?? symbol
  }

  #lastRow(i: number, t: number): number {
    const { assets, adjClose } = this.panel
    let row = t
    while (row >= 0 && Number.isNaN(adjClose[row * assets.length + i])) row--
    return row
  }

  #level(t: number, i: number): number {
    const { assets, adjClose, close } = this.panel
    const cell = t * assets.length + i
    return adjClose[cell] / close[cell]
  }

  /** The row of t with its adjusted close as of row `last`; undefined where there is none. */
  #row(
    t: number,
    i: number,
    last: number,
    {
      asOf,
      close = 1,
      level = 1,
      volume = 1,
    }: { asOf: string; close?: number; level?: number; volume?: number },
  ): string | undefined {
    const { panel } = this
    const cell = t * panel.assets.length + i
    if (Number.isNaN(panel.adjClose[cell])) return undefined
    const values = FIELDS.map((field) => {
      if (field === 'close') return panel.close[cell] * close
      return field === 'volume' ? Math.round(panel.volume[cell] * volume) : panel[field][cell]
    })
    const adjusted = panel.close[cell] * close * (this.#level(t, i) / this.#level(last, i)) * level
    const [shares] = values.splice(-1)
    const symbol = this.#nameOf(panel.assets[i], asOf)
    return [panel.dates[t], symbol, ...values, adjusted, shares].join(',')
  }
}

function toCsv(rows: readonly string[]): string {
  return `${[HEADER, ...rows].join('\n')}\n`
}
