import { query } from './program.js'

interface Published {
  readonly splits: readonly {
    readonly name: string
    readonly live: boolean
    readonly status: string
    readonly nextDate: string | null
    readonly factorCount: number
    readonly pnl: readonly { readonly date: string }[]
  }[]
}

export interface BookRow {
  readonly date: string
  /** `symbol weight` pairs, sorted. */
  readonly weights: readonly string[]
}

/** Everything a strategy publishes, without times and versions, to compare two runs by. */
export async function publishedResults(url: string, strategy: string): Promise<unknown> {
  const { splits } = await query<{ splits: readonly { readonly name: string }[] }>(
    url,
    `query ($strategy: String!) { splits(strategy: $strategy) { name } }`,
    { strategy },
  )
  return Promise.all(
    splits.map(({ name }) =>
      query(
        url,
        `query ($name: String!, $strategy: String!) {
          split(name: $name, strategy: $strategy) {
            name status failure live seed bookSeeds nextDate factorCount assetCount
            train { from to } test { from to }
            pnl { date gross cost net turnover shortExposure hedgedNet }
            factors { index returns { dates values } }
            attribution(by: FACTOR) { label exposure contribution }
            training { seed epoch loss netSharpe turnover best }
            orders { asset { symbol } currentWeight targetWeight trade price }
          }
        }`,
        { name, strategy },
      ),
    ),
  )
}

/** The book of every published date, the live split's next date included. */
export async function publishedBooks(url: string, strategy: string): Promise<BookRow[]> {
  const { splits } = await query<Published>(
    url,
    `query ($strategy: String!) {
      splits(strategy: $strategy) { name live status nextDate factorCount pnl { date } }
    }`,
    { strategy },
  )
  const books: BookRow[] = []
  for (const split of splits) {
    const dates = split.pnl.map(({ date }) => date)
    for (const date of split.nextDate === null ? dates : [...dates, split.nextDate]) {
      const answer = await query<{
        split: { weights: { asset: { symbol: string }; weight: number }[] }
      }>(
        url,
        `query ($name: String!, $strategy: String!, $date: Date!) {
          split(name: $name, strategy: $strategy) { weights(date: $date) { asset { symbol } weight } }
        }`,
        { name: split.name, strategy, date },
      )
      const weights = answer.split.weights.map(({ asset, weight }) => `${asset.symbol} ${weight}`)
      books.push({ date, weights: weights.sort() })
    }
  }
  return books
}
