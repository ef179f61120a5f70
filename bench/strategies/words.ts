import type { StrategiesPlan } from './plan.js'

const INGEST: Readonly<Record<StrategiesPlan['market'], string>> = {
  'S&P 500':
    'residua ingest <prices> --membership <file> --sectors <file> --as sp500\n    residua ingest <prices> --factors <file> --as sp500\n    residua tune --dataset sp500',
  'Dow 30': 'residua ingest dj30_2000_2024.csv.gz --as dj30',
}

const DATA: Readonly<Record<StrategiesPlan['market'], string>> = {
  'S&P 500':
    'Prices are daily S&P 500 members with their membership over time, factors the daily file of Kenneth French; ingested after the prices, they\nlet runs that need none keep their splits.',
  'Dow 30':
    'Rows that need sectors, more than thirty names or Fama-French factors after 2020 are left out.',
}

export function reproduceWords(market: StrategiesPlan['market'], dataset: string): string {
  return `How to reproduce it:

    ${INGEST[market]}
    npm run bench:strategies -- --dataset ${dataset} --full
    npm run bench:strategies -- --dataset ${dataset} --full --verify ID,ID

${DATA[market]} Without \`--full\` there are fewer rows. Runs are stored: after an interruption the command resumes, the
cheapest rows first, and \`--only none\` writes the page from the stored runs at any moment. \`--verify\` trains and scores one split of each row again, without its checkpoints, and
compares the digest of every date. A run on another machine with the same data, seeds and engine gives the same numbers.`
}

export const DEFINITIONS = `## Definitions

- **Walk-forward.** Each calendar year is tested with a model fitted on the eight years before it, without data of that year. Weights at t
  are decided on data up to the close of t−1 and earn the return of t. **Lag 0** decides and fills at the same close, as the paper does;
  **lag 1** holds the book that was decided a day earlier, which a user can do. Lag 0 cannot be earned in full.
- **Gross** is Σ w·R of a book with Σ|w| = 1; **turnover** Σ|w_t − w_(t−1)| a day, two-sided; positions in assets that leave are closed and charged; books are carried across years.
  **Net** is gross less 5 bp of turnover and 1 bp a day of short exposure. Returns are simple and not in excess of a risk-free rate.
- **Hedged** is net after a rolling hedge with the equal-weight universe: beta of net on the market over the 126 dates before (at least 20),
  changes of the hedge charged at the trading cost. The hedge has no look-ahead; the first 20 dates have none.
- **SR** is mean over population standard deviation, times √252. **±** is its standard error after Lo (2002), 0.28 for 13 years: two rows
  closer than that differ by chance. **Intervals** are 95 % percentiles of a stationary bootstrap (Politis and Romano 1994), blocks of
  T^(1/3) dates, 2,000 draws, seeded; those of differences draw the same dates for both.
- **Break-even** is the trading cost at which mean net is 0. **EV** is 1 − Var(ε)/Var(R) per asset present all year, mean over assets, then
  years. **Names** is the median of 1/Σw². **Beta** is that of net on the equal-weight universe over all dates. **Alpha** is the intercept, a
  year, of net on the five Fama-French factors and momentum, its t after Newey and West.
- **Deflated** (Bailey and López de Prado 2014) is the probability that the true ratio is above the expected best of as many trials with a true
  ratio of 0. Trials are counted from the runs in the store and taken as independent, which deflates too much rather than too little.
- **Hours** are of training on one thread, summed over splits and seeds; scoring is not in them. **Effective factors** are Σ λ / (λ + ridge) over
  the eigenvalues of the factor portfolios’ Gram matrix, mean over splits and seeds: factors that differ.
- **K** is the number of factors. All methods see the same universe (point-in-time members), returns, costs and dates.`

export const CAVEATS = `## Caveats

- **The book is net long.** A static long position in assets with a premium raises a Sharpe ratio after costs, and dollar neutrality is not
  imposed. A good part of net is the market’s return: read *hedged*, and *net exposure* and *beta* beside it.
- **2008 is a large part of the result.** A contrarian book earns most when all prices fall and recover; hence the tables without that year.
- **Survivorship before 2008.** Of the index members of 2000 to 2006 62 to 84 % have prices here: names that died before about 2008 are
  missing. Models tested in 2008–2014 were fitted on such years, and the validation years 2006–2007 look better than they were.
  From 2008 on 95 to 100 % have prices, but delisting returns are missing.
- **Fills at the close, costs linear.** 5 bp is a guess that is right for some names and years and wrong for others; there is no market
  impact, borrow is 1 bp a day for every name, and short sales are always possible. Capacity is a bound by volume, not by impact.
- **The hedge assumes a tradable asset** that returns the equal-weight universe, at the same trading cost; an index future tracks another
  index, and its basis is not modelled.
- **Settings.** They were chosen on 2000–2007 (\`residua tune\`: fit 2000–2005, validate 2006–2007), never on a test year. The recipe behind the
  defaults comes from an earlier study on the same data that chose on those years too, but also ran several settings over the test years
  to report them; those runs are not in the count, and differences below 0.3 between settings mean nothing. The row *validated* is the strict
  winner of 19 trials on 2006–2007, run on the test years once: it shows what such a choice was worth. The rows with other
  K, other groups and the baselines are comparisons planned in advance; all of them, and all trials, count as settings tried. Picking
  the best row of this page and calling it a strategy would be choosing on test years.
- **The paper’s figures cannot be reached with these data**: other data (CRSP, more and smaller names, 39 characteristics with accounting), other years,
  no lag and no hedge. They are beside ours to show the order of methods, not as a target.
- Numbers of a run depend on its engine in the last digits, and for a trained method in the second decimal.`
