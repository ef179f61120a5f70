import { useState } from 'preact/hooks'
import { AssetSearch, type AssetSearchQuery } from '../api/operations.js'
import { useAnswer, useAnswers } from '../api/use-answers.js'
import { AssetLink } from '../parts/asset-link.js'
import { Awaited } from '../parts/awaited.js'
import type { Column } from '../parts/column.js'
import { MissingName } from '../parts/missing-name.js'
import { SaveCsv } from '../parts/save-csv.js'
import { Table } from '../parts/table.js'
import { asked } from '../tools/asked.js'
import { Tools } from '../tools/tools.js'

type Found = AssetSearchQuery['assets']['edges'][number]['node']

interface AssetSearchPanelProps {
  readonly chosen: string | undefined
  /** Whether there is no asset of that symbol. */
  readonly isMissing: boolean
}

/** Assets by a part of their symbol or name. */
export function AssetSearchPanel({ chosen, isMissing }: AssetSearchPanelProps) {
  const [search, setSearch] = useState('')
  const variables = search === '' ? {} : { search }
  const answer = useAnswer(AssetSearch, variables)
  const similar = useAnswers(
    AssetSearch,
    isMissing && chosen ? beginnings(chosen).map((text) => ({ search: text })) : [],
  )
  const symbols = similar
    .flatMap(({ data }) => data?.assets.edges ?? [])
    .map(({ node }) => node.symbol)
  return (
    <section class="panel" aria-label="Assets" id="assets">
      {chosen && !isMissing ? <h2>Assets</h2> : <h1>Assets</h1>}
      {isMissing && chosen && <MissingName kind="asset" name={chosen} names={symbols} />}
      <label class="field search">
        Symbol or name{' '}
        <input
          type="search"
          id="asset-search"
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </label>
      <Awaited answers={[answer]}>
        {({ assets: { edges, pageInfo } }) => (
          <>
            <Table
              caption="Assets"
              columns={COLUMNS}
              rows={edges.map(({ node }) => node)}
              empty="No asset has that text."
            />
            {pageInfo.hasNextPage && <p class="dim">The first 50; a longer text finds fewer.</p>}
            <Tools name="assets" queries={[asked(AssetSearch, variables)]}>
              <SaveCsv name="assets" columns={COLUMNS} rows={edges.map(({ node }) => node)} />
            </Tools>
          </>
        )}
      </Awaited>
    </section>
  )
}

/** Parts of a symbol by which those like it are found: all but its last letter, and its first. */
function beginnings(symbol: string): string[] {
  return [...new Set([symbol.slice(0, -1), symbol.slice(0, 1)])].filter(Boolean)
}

const COLUMNS: readonly Column<Found>[] = [
  {
    label: 'Asset',
    name: 'asset',
    header: true,
    value: ({ symbol }) => symbol,
    cell: (asset) => <AssetLink asset={asset} />,
  },
  {
    label: 'Name',
    name: 'name',
    value: ({ name }) => name,
    absent: 'The price file has no name of it.',
  },
  {
    label: 'Sector',
    name: 'sector',
    value: ({ sector }) => sector,
    absent: 'No sector was ingested for it.',
  },
  { label: 'From', name: 'from', wide: true, value: ({ from }) => from },
  { label: 'To', name: 'to', wide: true, value: ({ to }) => to },
]
