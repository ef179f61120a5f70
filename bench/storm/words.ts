import type { StormPlan } from './plan.js'

export function reproduceWords(dataset: string, market: StormPlan['market']): string {
  const ingest =
    market === 'DJ30'
      ? 'residua ingest dj30_2000_2024.csv.gz --as dj30'
      : 'residua ingest <prices> --membership <file> --sectors <file> --as sp500'
  return `### How to reproduce it

    ${ingest}
    npm run bench:storm -- --dataset ${dataset}${market === 'DJ30' ? '' : ' --to 2020'}

It resumes after an interruption; \`--only none\` writes this part from the stored runs. A run on another machine with the same data, seeds and
engine gives the same numbers.`
}

export const DEFINITIONS = `### Definitions

- **Rows** train on the eight years before each test year. STORM reads the bars of 32 dates beside the twenty price and volume features; it and its ablations have
  three seeds, whose predictions are averaged. Rank IC, its error, lag 1 and the risk as for the other predictors.
- **APY, CW, CR, ASR, MDD, AVO** are the paper’s: \`CW = Π(1 + r)\`, \`APY = CW^(252/T) − 1\`, AVO the standard deviation of a year, \`ASR = APY / AVO\`
  without a risk-free rate, MDD the largest fall of wealth from its peak, \`CR = APY / MDD\`.
- **Books**: *house* is TopK-Drop as the strategy holds it, 50 names with 5 replaced, or 5 with 1 of thirty; *k 5, n 3, 1 bp* is the paper’s, computed from the
  same stored predictions. The mean of k returns less the cost of what is traded.
- **Codebooks** are those of the first seed, means over windows. **Persistence** is how often a code is that of the date before: what a guess of
  tomorrow’s code by today’s would get right. **Own day, next day**: adjusted share of the variance of the market’s return (and of its size) between codes, 0 where
  they explain nothing. A code says what happened, not what will: read the next day beside the own day.`

/** What the released code and the paper's set-up do, which explains gaps and leaves others open. */
export const GAPS = `Found in the released code, each of which makes printed figures larger or not comparable:

- its portfolio return is the **sum** of the k returns, a leverage of five, and its cost one factor of the sum;
- the checkpoint is chosen by reconstruction on a “validation” set that is the **test period**;
- today’s members of the index are held for 2008–2024. Our thirty names are today’s too: returns of books and of the equal-weight universe are biased
  upward, their difference less;
- the annual return and the Sharpe ratio of the code are other ones than the paper defines, and its Rank IC divides a population covariance by sample deviations;
- commitment, diversity and orthogonality are counted twice, and diversity has the wrong sign.

Printed figures are means of ten runs on 152 features and 512 codes of width 256; ours have the small default. A gap that is left after these points is
unexplained.`

export const AGENT_WORDS = `Agents are trained and tested on the paper’s dates. Each asset’s account starts in cash before them, all in whole shares, 1 bp of what is traded unless stated; *less hold* is the mean daily difference to buying
and holding, a year, with its standard error. Printed dates are 2021-04 – 2024-03; the printed table mixes daily and annual volatilities, so
only returns, wealth and falls are repeated here.`
