import { go } from '../../../address/current.js'
import type { FactorOverTimeQuery } from '../../../api/operations.js'
import { Heatmap } from '../../../chart/heatmap.js'
import type { Column } from '../../../parts/column.js'
import { signedFixed, signedPercent } from '../../../text/format.js'

type Factor = NonNullable<NonNullable<FactorOverTimeQuery['split']>['factor']>

/** The largest weights of a factor over the test range, and what drives it, as shades. */
export function FactorPast({ factor }: { readonly factor: Factor }) {
  const { index, weightHistory, characteristicHistory } = factor
  return (
    <div class="columns">
      {weightHistory.rows.length > 0 && (
        <div>
          <h3>{`Weights of F${index} over the test range`}</h3>
          <Heatmap
            label={`Largest weights of F${index}`}
            columns={weightHistory.dates}
            rows={weightHistory.rows.map(({ asset, values }) => ({
              label: asset.symbol,
              values,
            }))}
            format={(value) => signedPercent(value, 2)}
            onPick={(row) => go({ view: 'asset', asset: weightHistory.rows[row]?.asset.symbol })}
          />
        </div>
      )}
      {characteristicHistory.rows.length > 0 && (
        <div>
          <h3>{`What drives F${index} over the test range`}</h3>
          <Heatmap
            label={`Largest loads of F${index}`}
            columns={characteristicHistory.dates}
            rows={characteristicHistory.rows.map(({ name, values }) => ({ label: name, values }))}
            format={signedFixed}
          />
        </div>
      )}
    </div>
  )
}

interface PastRow {
  readonly of: 'weight' | 'load'
  readonly name: string
  readonly date: string
  readonly value: number | null
}

/** A row for each date of each asset and characteristic. */
export function pastRows({ weightHistory, characteristicHistory }: Factor): PastRow[] {
  const weights = weightHistory.rows.flatMap(({ asset, values }) =>
    values.map((value, t) => ({
      of: 'weight' as const,
      name: asset.symbol,
      date: weightHistory.dates[t] ?? '',
      value,
    })),
  )
  const loads = characteristicHistory.rows.flatMap(({ name, values }) =>
    values.map((value, t) => ({
      of: 'load' as const,
      name,
      date: characteristicHistory.dates[t] ?? '',
      value,
    })),
  )
  return [...weights, ...loads]
}

const NAMES = ['of', 'name', 'date', 'value'] as const

export const PAST_COLUMNS: readonly Column<PastRow>[] = NAMES.map((name) => ({
  label: name,
  name,
  value: (row) => row[name],
}))
