/** A view of the dashboard: its name, and the hash that leads to it. */
export interface Visit {
  readonly name: string
  readonly hash: string
}

const PAST = 'split=test_2019_2020'

/** Every view over the sample dashboard, and every tab of a split. */
export const VISITS: readonly Visit[] = [
  { name: 'overview', hash: '' },
  { name: 'performance', hash: '#view=performance' },
  { name: 'compare', hash: '#view=compare' },
  ...['characteristics', 'factors', 'residuals', 'weights', 'attribution', 'training'].map(
    (tab) => ({ name: tab, hash: `#view=splits&${PAST}&tab=${tab}` }),
  ),
  { name: 'predictions', hash: `#view=splits&strategy=factor-vae&${PAST}&tab=predictions` },
  { name: 'latents', hash: `#view=splits&strategy=factor-vae&${PAST}&tab=latents` },
  { name: 'predictor', hash: '#view=performance&strategy=factor-vae' },
  { name: 'codebook', hash: `#view=splits&strategy=storm&${PAST}&tab=codebook` },
  {
    name: 'codes of assets',
    hash: `#view=splits&strategy=storm&${PAST}&tab=codebook&module=TIME_SERIES`,
  },
  { name: 'failed split', hash: '#view=splits&split=test_2018_2019' },
  { name: 'orders', hash: '#view=splits&split=test_2020_2021&tab=orders&capital=1000000' },
  { name: 'assets', hash: '#view=asset' },
  { name: 'asset', hash: `#view=asset&asset=S003&${PAST}` },
  { name: 'hedge', hash: '#view=hedge&positions=S001:0.5,S002:-0.25' },
  { name: 'jobs', hash: '#view=jobs' },
  { name: 'data', hash: '#view=data' },
  {
    name: 'wrong link',
    hash: '#view=performance&lag=7&strategy=pca-uo&from=2021-01-01&to=2020-01-01',
  },
]
