import type { PredictionsQuery } from '../../../api/operations.js'
import { Bar, SignedBar } from '../../../marks/bar.js'
import { AssetLink } from '../../../parts/asset-link.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { count, percent, signedPercent } from '../../../text/format.js'

export type Prediction = NonNullable<PredictionsQuery['split']>['predictions'][number]

interface Limits {
  readonly mean: number
  readonly risk: number
}

interface RankTableProps {
  readonly caption: string
  readonly rows: readonly Prediction[]
  readonly limits: Limits
}

/** Predictions by rank, with a score where it is not the mean. */
export function RankTable({ caption, rows, limits }: RankTableProps) {
  const isScored = rows.some(({ mean, score }) => mean !== score)
  const columns = columnsOf(limits)
  return <Table caption={caption} columns={isScored ? [...columns, SCORE] : columns} rows={rows} />
}

const columnsOf = (limits: Limits): Column<Prediction>[] => [
  {
    label: 'Rank',
    name: 'rank',
    numeric: true,
    value: ({ rank }) => rank,
    cell: ({ rank }) => count(rank),
  },
  {
    label: 'Asset',
    name: 'asset',
    header: true,
    value: ({ asset }) => asset.symbol,
    cell: ({ asset }) => <AssetLink asset={asset} />,
  },
  {
    label: 'Sector',
    name: 'sector',
    fills: true,
    wide: true,
    value: ({ asset }) => asset.sector,
    absent: 'No sector was ingested for it.',
  },
  {
    label: 'Mean',
    name: 'mean',
    title: 'Predicted return over the mean of the universe',
    numeric: true,
    value: ({ mean }) => mean,
    cell: ({ mean }) => (
      <>
        {signedPercent(mean, 2)}
        <SignedBar value={mean} limit={limits.mean} />
      </>
    ),
  },
  {
    label: 'Risk',
    name: 'risk',
    title: 'Predicted standard deviation of that return',
    numeric: true,
    value: ({ risk }) => risk,
    cell: ({ risk }) => (
      <>
        {percent(risk, 2)}
        <Bar value={risk} limit={limits.risk} />
      </>
    ),
  },
]

const SCORE: Column<Prediction> = {
  label: 'Score',
  name: 'score',
  title: 'Mean less risk times the risk aversion of the run',
  numeric: true,
  value: ({ score }) => score,
  cell: ({ score }) => signedPercent(score, 2),
}

/** Of the file: every prediction with its score. */
export const PREDICTION_COLUMNS = [...columnsOf({ mean: 1, risk: 1 }), SCORE]
