import { createServer, type ServerResponse } from 'node:http'
import pg from 'pg'

/**
 * The limit that the API is compared with: only HTTP, one prepared statement, and bytes.
 * `…-json` passes on what Postgres writes as JSON; `…-rows` reads rows and stringifies them.
 */
const pool = new pg.Pool({ connectionString: process.argv[2], max: 4 })

const CURRENT = `(select split.current_version_id from split
  join run on run.id = split.run_id join dataset on dataset.id = run.dataset_id
  where split.name = $1 and dataset.name = 'bench')`
const CONTENT = `(select sv.content_id from split_version sv where sv.id = ${CURRENT})`
const NET = 'p.gross - (5e-4 * p.turnover + 1e-4 * p.short_exposure)'
const RESIDUALS = `residual_day d cross join lateral unnest(d.v) with ordinality as u (value, i)
  join asset on asset.position = u.i - 1
    and asset.dataset_id = (select id from dataset where name = 'bench')
  where d.content_id = ${CONTENT} and d.date = $2 and u.value is not null`

interface Route {
  readonly text: string
  readonly rows?: boolean
}

const ROUTES: Readonly<Record<string, Route>> = {
  'pnl-json': {
    text: `select json_agg(json_build_object('date', p.date, 'net', ${NET}) order by p.date)::text as body
      from pnl_day p where p.split_version_id = ${CURRENT} and $2::date is not null`,
  },
  'pnl-rows': {
    text: `select p.date::text as date, ${NET} as net from pnl_day p
      where p.split_version_id = ${CURRENT} and $2::date is not null order by p.date`,
    rows: true,
  },
  'series-json': {
    text: `select json_build_object('dates', array_agg(p.date order by p.date),
        'net', array_agg(${NET} order by p.date))::text as body
      from pnl_day p where p.split_version_id = ${CURRENT} and $2::date is not null`,
  },
  'residuals-json': {
    text: `select json_agg(json_build_object('asset', asset.symbol, 'value', u.value) order by u.i)::text as body
      from ${RESIDUALS}`,
  },
  'residuals-rows': {
    text: `select asset.symbol as asset, u.value from ${RESIDUALS} order by u.i`,
    rows: true,
  },
  'vector-json': {
    text: `select json_build_object('assets', (select json_agg(symbol order by position) from asset
          where dataset_id = (select id from dataset where name = 'bench')),
        'values', array_to_json(d.v))::text as body
      from residual_day d where d.content_id = ${CONTENT} and d.date = $2`,
  },
}

const server = createServer((request, response) => {
  const [, name = '', split = '', date = ''] = (request.url ?? '').split('/')
  answer(name, [split, date], response).catch((error: Error) => {
    response.writeHead(500).end(error.message)
  })
})

async function answer(name: string, values: string[], response: ServerResponse): Promise<void> {
  const route = ROUTES[name]
  if (!route) throw new Error(`no route ${name}`)
  const { text, rows: stringified } = route
  const { rows } = await pool.query({ name, text, values })
  const body = Buffer.from(stringified ? JSON.stringify(rows) : rows[0].body)
  response
    .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    .end(body)
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address && typeof address === 'object') {
    process.send?.({ url: `http://127.0.0.1:${address.port}` })
  }
})
process.once('disconnect', () => process.exit())
