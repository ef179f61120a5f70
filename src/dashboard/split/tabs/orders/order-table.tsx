import type { OrdersQuery } from '../../../api/operations.js'
import { SignedBar } from '../../../marks/bar.js'
import { AssetLink } from '../../../parts/asset-link.js'
import type { Column } from '../../../parts/column.js'
import { Table } from '../../../parts/table.js'
import { largest } from '../../../series/cumulate.js'
import { count, fixed, percent, signedPercent } from '../../../text/format.js'

export type Order = NonNullable<OrdersQuery['split']>['orders'][number]

interface OrderTableProps {
  readonly rows: readonly Order[]
  /** Whether there is a capital, and so shares and notional. */
  readonly isSized: boolean
}

/** One row an order. */
export function OrderTable({ rows, isSized }: OrderTableProps) {
  return (
    <Table
      id="order-table"
      caption="Orders"
      columns={orderColumns(rows, isSized).filter(({ label }) => label !== '')}
      rows={rows}
      searchable
    />
  )
}

export function orderColumns(rows: readonly Order[], isSized: boolean): Column<Order>[] {
  const limit = largest(rows.map(({ trade }) => trade))
  return [
    {
      label: 'Asset',
      name: 'asset',
      header: true,
      value: ({ asset }) => asset.symbol,
      cell: ({ asset }) => <AssetLink asset={asset} />,
    },
    {
      label: 'Sector',
      wide: true,
      value: ({ asset }) => asset.sector,
      cell: ({ asset }) => <span class="dim">{asset.sector}</span>,
      absent: 'No sector was ingested for it.',
    },
    weight('Now', 'currentWeight'),
    weight('Target', 'targetWeight'),
    {
      label: 'Trade',
      name: 'trade',
      numeric: true,
      value: ({ trade }) => trade,
      cell: ({ trade }) => (
        <>
          {signedPercent(trade, 3)}
          <SignedBar value={trade} limit={limit} />
        </>
      ),
    },
    {
      label: 'Price',
      name: 'price',
      title: 'Last close, unadjusted',
      numeric: true,
      value: ({ price }) => price,
      cell: ({ price }) => fixed(price),
      absent: 'The price file has no unadjusted close of it on the last date.',
    },
    ...(isSized ? SIZED : []),
    // In the file alone.
    { label: '', name: 'decidedAt', value: ({ decidedAt }) => decidedAt },
    { label: '', name: 'for', value: (row) => row.for },
  ]
}

const weight = (label: string, key: 'currentWeight' | 'targetWeight'): Column<Order> => ({
  label,
  name: key,
  numeric: true,
  value: (row) => row[key],
  cell: (row) => percent(row[key], 3),
})

const SIZED: readonly Column<Order>[] = [
  {
    label: 'Notional',
    name: 'notional',
    numeric: true,
    value: ({ notional }) => notional,
    cell: ({ notional }) => count(notional),
    absent: 'A capital is needed.',
  },
  {
    label: 'Shares',
    name: 'shares',
    numeric: true,
    value: ({ shares }) => shares,
    cell: ({ shares }) => count(shares),
    absent: 'A capital and a price are needed.',
  },
]
