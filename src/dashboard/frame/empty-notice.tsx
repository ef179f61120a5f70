import { Scrolled } from '../parts/scrolled.js'

interface EmptyNoticeProps {
  readonly dataset: string | undefined
  readonly strategy: string
  /** Whether the dataset exists. */
  readonly known: boolean
}

/** Before the first publication: what to run. */
export function EmptyNotice({ dataset, strategy, known }: EmptyNoticeProps) {
  const name = dataset ?? 'mine'
  const ingest = known ? '' : `npx residua ingest prices.csv.gz --as ${name}\n`
  return (
    <div class="empty">
      <h1>{known ? `Nothing is published for ${name} yet` : 'Nothing is published yet'}</h1>
      <p>
        {known
          ? 'Train and score its splits; each appears here as soon as it is published.'
          : 'Give Residua a file of daily prices, then train and score its splits; each appears here as soon as it is published.'}
      </p>
      <Scrolled label="Commands to run">
        <pre>{`${ingest}npx residua backtest --dataset ${name} --strategy ${strategy}`}</pre>
      </Scrolled>
      {!known && (
        <p class="dim">
          Or try it on the sample market first: <code>npm run demo</code>
        </p>
      )}
    </div>
  )
}
