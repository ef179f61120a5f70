import { go } from '../../../address/current.js'
import { cumulate, largest } from '../../../series/cumulate.js'
import { signedPercent } from '../../../text/format.js'
import type { Book, Coded, DateCode } from './types.js'

const CURVE = 74
const STRIP = { top: 82, height: 18 }
const HEIGHT = STRIP.top + STRIP.height

interface CodeStripProps {
  readonly codes: readonly DateCode[]
  readonly book: Book
  readonly pnl: Coded['pnlSeries']
  readonly date: string
  readonly chosen: number
}

/**
 * Cumulative net PnL of the test range, and under it the code of each date, coloured by the mean return of
 * the market on the days that the code encodes. A tick marks each date of the chosen code.
 */
export function CodeStrip({ codes, book, pnl, date, chosen }: CodeStripProps) {
  if (codes.length < 2) return null
  const limit = largest(book.codes.map((each) => each.marketReturnOwnDay))
  const at = codes.findIndex((each) => each.date === date)
  const times = codes.filter(({ code }) => code === chosen).length
  return (
    <figure class="code-strip">
      <figcaption>
        <b>Net PnL, and the code of each date</b>
        <span class="dim">
          Blue: codes of days on which the market rose; orange: on which it fell. Click for a date.
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${codes.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Net PnL, and the code of each date: ${codes.length} dates, code ${chosen} on ${times}`}
      >
        {at >= 0 && <rect class="chosen" x={at} width={1} y={0} height={HEIGHT} />}
        <NetCurve codes={codes} pnl={pnl} />
        {codes.map((each, t) => (
          <StripCell
            key={each.date}
            day={each}
            x={t}
            mean={book.codes[each.code]?.marketReturnOwnDay ?? null}
            limit={limit}
            ofChosen={each.code === chosen}
          />
        ))}
      </svg>
    </figure>
  )
}

function NetCurve({ codes, pnl }: Pick<CodeStripProps, 'codes' | 'pnl'>) {
  const rows = new Map(pnl.dates.map((date, i) => [date, i]))
  const sums = cumulate(pnl.net)
  const known = sums.filter((sum) => sum !== null)
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)]
  const y = (value: number) => CURVE - 2 - ((value - low) / (high - low || 1)) * (CURVE - 4)
  const points = codes.flatMap(({ date }, t) => {
    const value = sums[rows.get(date) ?? -1]
    return value === undefined || value === null ? [] : [`${t + 0.5},${y(value).toFixed(1)}`]
  })
  return (
    <>
      <line class="zero" x1={0} x2={codes.length} y1={y(0)} y2={y(0)} />
      <polyline class="net" points={points.join(' ')} />
    </>
  )
}

interface StripCellProps {
  readonly day: DateCode
  readonly x: number
  /** Mean return of the market on the days that the code encodes. */
  readonly mean: number | null
  readonly limit: number
  readonly ofChosen: boolean
}

function StripCell({ day: { date, code }, x, mean, limit, ofChosen }: StripCellProps) {
  const share = limit > 0 ? Math.abs(mean ?? 0) / limit : 0
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the date field does the same by keyboard.
    <g class={ofChosen ? 'cell of-chosen' : 'cell'} onClick={() => go({ date, code: undefined })}>
      <title>{`${date}: code ${code}, market ${signedPercent(mean, 2)} on its days`}</title>
      <rect
        class={(mean ?? 0) < 0 ? 'neg' : 'pos'}
        style={{ '--share': share }}
        x={x}
        width={1}
        y={STRIP.top}
        height={STRIP.height}
      />
      {ofChosen && <rect class="tick" x={x} width={1} y={STRIP.top - 6} height={4} />}
    </g>
  )
}
