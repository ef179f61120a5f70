import { SmallCurve } from '../chart/small-curve.js'
import { movingMean } from '../series/moving-mean.js'
import { fixed, percent } from '../text/format.js'
import type { Sheet } from './model.js'
import { NamedValues } from './named-values.js'

const MONTH = 21

/** How concentrated and how directed the books were, and how much capital they can carry. */
export function BooksSection({ sheet: { books, capacity, all } }: { readonly sheet: Sheet }) {
  const { dates, netExposure, effectiveNames } = books
  return (
    <section class="panel" aria-label="Books over time">
      <h2>Books over time</h2>
      <p class="note">
        Means over {MONTH} dates. Net exposure is the sum of the weights; effective names are the
        number of equal positions that would be as concentrated.
      </p>
      <div class="multiples">
        <SmallCurve
          label="Net exposure"
          value={fixed(all.onTime.netExposure, 3)}
          dates={dates}
          values={movingMean(netExposure, MONTH)}
          format={fixed}
        />
        <SmallCurve
          label="Effective names"
          value={fixed(all.onTime.effectiveNames, 1)}
          dates={dates}
          values={movingMean(effectiveNames, MONTH)}
          format={(value) => fixed(value, 0)}
        />
      </div>
      {capacity.length > 0 && (
        <>
          <h3>Capacity: capital whose trades fit into a share of the usual volume</h3>
          <NamedValues
            values={capacity.map(([share, capital]) => [`${percent(share, 0)} of volume`, capital])}
          />
        </>
      )}
    </section>
  )
}
