import {
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql'

/** What an argument of this name means wherever it stands, unless its own field says more. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  after: '`endCursor` of the page before; without it the first page.',
  assets: 'Symbols; without them all. One that the dataset does not have is an error.',
  by: 'What the parts are of.',
  dataset: 'Name of the dataset; without it the default one.',
  date: 'A trading date of the test range; another one is an error that names its neighbours.',
  first: 'Length of the page, at most 1,000.',
  from: 'First date; without it the first there is.',
  id: 'Its id.',
  index: 'From 0 to factorCount − 1.',
  name: 'As it is listed.',
  positions: 'What the portfolio holds; what it does not name it does not hold.',
  run: 'Id of a run; without it the run that answers for its strategy.',
  search: 'Part of a symbol or a name, in either case.',
  sector: 'As the assets spell it.',
  side: 'Longs or shorts alone; without it both.',
  split: 'Name of a split; without it the live one, or the last.',
  status: 'Those that stand there alone; without it all.',
  strategies: 'Names, the one the others are compared with first.',
  strategy: 'Name of the strategy.',
  symbol: 'As the price file spells it.',
  to: 'Last date; without it the last there is.',
  top: 'The largest in size, so many at most; without it all.',
}

/** The parts that every connection after Relay has. */
const CONNECTION: Readonly<Record<string, string>> = {
  edges: 'The page.',
  pageInfo: 'Where the page lies in its list.',
  cursor: 'Its place in the list: `after` of a page that begins behind it.',
  node: 'What the list is of.',
}

/** What their own files leave unsaid. */
const WORDS: Readonly<Record<string, string>> = {
  Query: 'Everything is read; there are no mutations.',
  Subscription: 'Told as it happens, over server-sent events or a WebSocket.',
  AssetBetas: 'Betas of one asset on a date.',
  AssetValue: 'A number of one asset.',
  AssetWeight: 'What a book or a factor portfolio holds of one asset.',
  CharacteristicLoad: 'How much of one characteristic a factor portfolio holds.',
  FactorReturns: 'Returns of one factor portfolio; both arrays are alike in length.',
  'Asset.name': 'As the price file gives it; null where it gives none.',
  'Asset.sector': 'The newest that was given; null where none was.',
  'AssetBetas.asset': 'Of the universe of the date.',
  'AssetValue.asset': 'Whose it is.',
  'AssetValue.value': 'In the unit of the field that lists it.',
  'AssetWeight.asset': 'What is held.',
  'AttributionBy.ASSET': 'One part an asset that was held, and cost.',
  'AttributionBy.FACTOR': 'One part a factor, the residuals, and cost.',
  'AttributionBy.SECTOR': 'One part a sector, and cost.',
  'CharacteristicLoad.group': 'The kind it is of, e.g. `past returns` or `sector`.',
  'CharacteristicLoad.name': 'E.g. `r12_2`: the return from 12 to 2 months before.',
  'ComparisonRow.strategy': 'Its name.',
  'DailyPnl.date': 'The date whose returns were earned.',
  'DataVersion.publishedAt': 'When it became this; null before the first publication.',
  'Dataset.assetCount': 'Assets with a price on any date.',
  'Dataset.createdAt': 'When its newest version was ingested.',
  'Dataset.name': 'The name it was ingested under.',
  'DateRange.from': 'First date.',
  'DateRange.to': 'Last date.',
  'FactorReturns.dates': 'Chronological.',
  'Hedge.strategy': 'The strategy whose factors hedge.',
  'Job.createdAt': 'When it was asked for.',
  'Job.failureKind': 'Of `failure`.',
  'Job.finishedAt': 'When it ended, however it did; null before that.',
  'Job.id': 'A number; later jobs have greater ones.',
  'Job.progress': 'While it runs.',
  'Job.seed': 'The seed it trains, where it is of one.',
  'Job.startedAt': 'When it was last begun; null before that.',
  'Job.status': 'Where it stands.',
  JobStatus: 'Where a job stands.',
  'JobStatus.CANCELLED': 'Taken back before it was done.',
  'JobStatus.DONE': 'Did what it was for.',
  'JobStatus.FAILED': 'Given up: `failure` says why, `remedy` what to do.',
  'JobStatus.QUEUED': 'Waits for a worker, or to be tried again.',
  'JobStatus.RUNNING': 'A worker is at it.',
  'JobCounts.cancelled': 'Taken back.',
  'JobCounts.done': 'Done.',
  'JobCounts.failed': 'Given up.',
  'JobCounts.queued': 'Waiting.',
  'JobCounts.running': 'Under way.',
  'JobProgress.epoch': 'Of the training, from 1.',
  'JobProgress.seed': 'The seed in training.',
  'Jobs.counts': 'By status.',
  'Jobs.running': 'Those under way.',
  'Order.asset': 'What is traded.',
  'Order.currentWeight':
    'Of the last book, undrifted; fraction of the unit book, negative where short.',
  'Order.targetWeight':
    'Of the book of the next date; fraction of the unit book, negative where short.',
  'PageInfo.hasNextPage': 'Whether there is more behind it.',
  'PageInfo.hasPreviousPage': 'Whether it was asked for with `after`.',
  'PageInfo.startCursor': 'Of its first node; null where the page is empty.',
  'Period.MONTH': 'A part a calendar month.',
  'Period.YEAR': 'A part a calendar year.',
  'PnlSeries.dates': 'Chronological.',
  'PositionInput.symbol': 'As the price file spells it.',
  'Publication.strategy': 'Of the run it is of.',
  'Residual.asset': 'Of the universe of the date, with a return on it.',
  'Residual.date': 'The date of the return.',
  'ResidualVector.date': 'The date of the returns.',
  'Run.createdAt': 'When it was first begun.',
  'Run.dataset': 'The dataset that it was computed on.',
  'Run.id':
    'A UUID; the same for as long as dataset, strategy, configuration, seeds and engine are.',
  'Run.seeds': 'Of the random keys; each trains a book of its own.',
  'Run.status': 'Where it stands.',
  'Run.strategy': 'The method.',
  'RunStatus.DONE': 'Every split has been tried; it may answer for its strategy.',
  'RunStatus.FAILED': 'None of its splits could be computed.',
  'RunStatus.QUEUED': 'Not begun.',
  'RunStatus.RUNNING': 'Being computed, or interrupted: the same backtest goes on with it.',
  'Side.LONG': 'Weights above 0.',
  'Side.SHORT': 'Weights below 0.',
  'Split.engine': 'The TensorFlow engine that computed it; null before that.',
  'Split.factor': 'One of them; an index out of range is an error that names the range.',
  'Split.factorCount': 'Factors of its model; 0 where it has none.',
  'Split.publishedAt': 'When its current version became visible; null before that.',
  'Split.run': 'The run it is of.',
  'Split.status': 'Where it stands.',
  'Split.strategy': 'Name of its strategy.',
  'Split.train': 'What it was trained on, before its test range.',
  'SplitStatus.FAILED': 'Not computed: `failure` says why. A gap in the curve.',
  'SplitStatus.PUBLISHED': 'Has results.',
  'SplitStatus.QUEUED': 'Not begun.',
  'SplitStatus.RUNNING': 'Being computed.',
  'Strategy.description': 'What it does, in a sentence.',
  'Strategy.kind': 'What is learnt of it.',
  'Strategy.name': 'What arguments call it.',
  'Strategy.title': 'What people call it.',
  'StrategyKind.BASELINE': 'Kept to be beaten.',
  'StrategyKind.PREDICTOR': 'Forecasts returns and trades their ranking.',
  'StrategyKind.TRAINED': 'Factors or policy learnt for the objective.',
  'Tick.at': 'When it comes next; null where it never does.',
  'Tick.cron': 'Its times, as cron writes them.',
  'Tick.task': 'What is done then.',
  'Tick.timeZone': 'Of the cron expression, e.g. `America/New_York`.',
  'TrainingEpoch.epoch': 'From 0, the parameters before the first step.',
  'TrainingEpoch.explainedVariance': 'Share of the returns’ variance that the factors explain.',
  'TrainingEpoch.loss': 'What was minimised, mean over blocks.',
  'TrainingEpoch.seed': 'Of the random keys.',
}

/** Gives every type, field, argument and value that has no description yet its words. */
export function describe(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue
    type.description ??= WORDS[type.name] ?? connectionWords(type.name)
    if (isObjectType(type) || isInputObjectType(type)) describeFields(type)
    if (isEnumType(type)) describeValues(type)
  }
  return schema
}

function connectionWords(name: string): string | undefined {
  if (name.endsWith('Connection')) return 'A page of a list, after the Relay specification.'
  return name.endsWith('Edge') ? 'An item of a page.' : undefined
}

function describeFields(type: GraphQLObjectType | GraphQLInputObjectType): void {
  const isPart = /(Connection|Edge)$/.test(type.name)
  for (const field of Object.values(type.getFields())) {
    field.description ??= WORDS[`${type.name}.${field.name}`] ?? partWords(isPart, field.name)
    if (!('args' in field)) continue
    for (const argument of field.args) argument.description ??= ARGUMENTS[argument.name]
  }
}

function partWords(isPart: boolean, name: string): string | undefined {
  return isPart ? CONNECTION[name] : undefined
}

function describeValues(type: GraphQLEnumType): void {
  for (const value of type.getValues()) value.description ??= WORDS[`${type.name}.${value.name}`]
}
