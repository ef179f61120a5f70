import { go, hrefFor } from '../../../address/current.js'
import { Orders } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { CheckedField } from '../../../fields/checked-field.js'
import { Toggle } from '../../../fields/toggle.js'
import type { OfSplit } from '../../../lineup/chosen.js'
import type { Split } from '../../../lineup/lineup.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { fixed, plural } from '../../../text/format.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { type Order, OrderTable, orderColumns } from './order-table.js'

/** The trades from the last book to that of the live split's next date. */
function Content({ of, address, split, splits }: TabProps) {
  const { capital, lot } = address
  const variables = { ...of, capital, lot, hedge: address.hedge === 'on' }
  const answer = useAnswer(Orders, split.live ? variables : null)
  if (!split.live) return <NotLive splits={splits} />
  return (
    <>
      <Inputs address={address} />
      <Awaited answers={[answer]} class="tab-body">
        {({ split: found }) => {
          const orders = found?.orders ?? []
          if (orders.length === 0) return <p class="dim">No trades for the next date.</p>
          const rows = orders.toSorted((a, b) => Math.abs(b.trade) - Math.abs(a.trade))
          return (
            <>
              <Summary rows={rows} />
              <OrderTable rows={rows} isSized={capital !== undefined} />
              <Tools name="orders" queries={[asked(Orders, variables)]}>
                <SaveCsv
                  name={`orders-${rows[0]?.for}`}
                  columns={orderColumns(rows, true)}
                  rows={rows}
                />
              </Tools>
            </>
          )
        }}
      </Awaited>
    </>
  )
}

function NotLive({ splits }: { readonly splits: readonly Split[] }) {
  const live = splits.find((split) => split.live && split.status === 'PUBLISHED')
  return (
    <p class="tab-body dim">
      Only the live split has orders: its test range contains the next trading date.{' '}
      {live && <a href={hrefFor({ split: live.name })}>Go to {live.name}</a>}
    </p>
  )
}

function Inputs({ address }: { readonly address: OfSplit }) {
  return (
    <div class="controls">
      <CheckedField
        name="capital"
        type="number"
        label="Capital"
        title="Value of the unit book, in the currency of the prices; shares and notional need it."
        value={address.capital}
        min={0}
        placeholder="none"
      />
      <CheckedField
        name="lot"
        type="number"
        label="Lot"
        title="Orders are whole multiples of so many shares."
        value={address.lot}
        min={1}
        step={1}
      />
      <label
        for="hedge-leg"
        class="field"
        title="Adds the order of the market hedge: minus the beta of net over 126 dates, in the equal-weight universe."
      >
        <Toggle
          id="hedge-leg"
          checked={address.hedge === 'on'}
          onToggle={(isHedged) => go({ hedge: isHedged ? 'on' : undefined })}
        />{' '}
        With the market hedge
      </label>
    </div>
  )
}

function Summary({ rows }: { readonly rows: readonly Order[] }) {
  const turnover = rows.reduce((sum, { trade }) => sum + Math.abs(trade), 0)
  const [first] = rows
  return (
    <p class="note">
      {`${plural(rows.length, 'order')} for ${first?.for}, decided at the close of ${first?.decidedAt}. Σ|trade| = ${fixed(turnover, 3)}, the next turnover.`}
    </p>
  )
}

export const orders: Tab = { name: 'orders', title: 'Orders', dates: 'none', Content }
