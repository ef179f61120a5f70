import { setTimeout as sleep } from 'node:timers/promises'

const QUERY = '{ dataVersion { version } split(name: "test_2019_2020") { pnl { net } } }'

/** The status of a query that is answered from the database, not from a cache; 0 without an answer. */
export async function ask(url: string, query = QUERY): Promise<number> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, no-store' },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(5_000),
    })
    const body = (await response.json()) as { errors?: unknown }
    return body.errors ? 503 : response.status
  } catch {
    return 0
  }
}

/** Waits until an API answers from the database. */
export async function untilAnswers(url: string): Promise<void> {
  while ((await ask(url)) !== 200) await sleep(50)
}
