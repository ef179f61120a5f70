/**
 * A client of Residua that needs only `fetch` (Node 20 or later):
 *   const api = residua('http://127.0.0.1:4000')
 *   for (const { name, measures } of await api.measures('pca-ou')) console.log(name, measures.netSharpe)
 *   for await (const { version, split } of api.published('pca-ou')) console.log(version, split)
 */
export interface MeasuresQuery {
  splits: { name: string; measures: { days: number; netSharpe: number | null } }[]
}
export type Order = { asset: { symbol: string }; trade: number; shares: number | null }
export type OrdersQuery = { splits: { live: boolean; nextDate: string | null; orders: Order[] }[] }
export interface PublishedSubscription {
  published: { version: number; strategy: string; split: string; date: string | null }
}

export const DOCUMENTS = {
  measures: `query Measures($strategy: String!) { splits(strategy: $strategy) { name measures { days netSharpe } } }`,
  orders: `query Orders($strategy: String!, $capital: Float!) {
    splits(strategy: $strategy) { live nextDate orders(capital: $capital) { asset { symbol } trade shares } }
  }`,
  published: `subscription Published($strategy: String) { published(strategy: $strategy) { version strategy split date } }`,
}

/** `key`: where the server requires one (`residua keys create`). */
export function residua(url: string, key?: string) {
  const headers = {
    'content-type': 'application/json',
    ...(key && { authorization: `Bearer ${key}` }),
  }
  const post = (path: string, query: string, variables: object) =>
    fetch(url + path, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })

  async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
    return dataOf((await (await post('/graphql', query, variables)).json()) as Answer<Data>)
  }
  /** Publications from now on; the connection closes with the loop that reads them. */
  async function* published(strategy?: string) {
    const response = await post('/graphql/stream', DOCUMENTS.published, { strategy })
    if (!response.ok) dataOf((await response.json()) as Answer<never>)
    let unread = ''
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = (unread + text).split('\n\n')
      unread = events.pop() ?? ''
      for (const [, data] of events.flatMap((event) => [...event.matchAll(/^data: (.+)$/gm)]))
        yield dataOf(JSON.parse(data) as Answer<PublishedSubscription>).published
    }
  }
  const measures = async (strategy: string) =>
    (await ask<MeasuresQuery>(DOCUMENTS.measures, { strategy })).splits
  const nextOrders = async (strategy: string, capital: number) =>
    (await ask<OrdersQuery>(DOCUMENTS.orders, { strategy, capital })).splits.find((s) => s.live)
  return { ask, published, measures, nextOrders }
}

type Answer<Data> = { data: Data; errors?: { message: string; extensions: { code: string } }[] }

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  if (!errors) return data
  throw new Error(errors.map(({ message, extensions }) => `${extensions.code}: ${message}`).join())
}
