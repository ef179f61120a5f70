export const REPRODUCE = `### How to reproduce it

    residua ingest <prices> --membership <file> --sectors <file> --as sp500
    npm run bench:predict -- --dataset sp500

It resumes after an interruption; \`--only none\` writes this part from the stored runs. \`--python <program>\` adds LightGBM, where that
Python has it. A run on another machine with the same data, seeds and engine gives the same numbers.`

export const DEFINITIONS = `### Definitions

- **Predictors** read the twenty price and volume features of the 20 dates before (group \`sequence\`, ranked over the universe of each date)
  and learn the normal score of the next return. One fit a year on the eight years before; the universe is the point-in-time index.
- **Rank IC** is the correlation of the average ranks of prediction and return, mean over dates; **±** its standard error, sd / √days;
  **lag 1** with the return a date later; **ICIR** mean over sd of the daily values, not annualised. **Spread** is the mean return of the best
  fifth less the worst. Intervals are 95 %, stationary bootstrap, both rows on the same dates.
- **z** is (return − mean) / risk of a name on a date, returns less the mean of the universe: with a risk of the right size its sd is 1, and 90 %
  of the returns are within \`mean ± 1.645 risk\`. \`ridge\` has one risk for all names of a date.
- **Books** are TopK-Drop, 50 names, at most 5 replaced a date, equal weights. **Excess** is the book’s return less that of the equal-weight
  universe, a year; ± is of the net excess at 5 bp. Hedged as above. Seeds are averaged by their predictions.`

/** Figures of Duan et al. (AAAI 2022), table 2 and the ablation; those of Zhao et al. (2024) for US data. */
export const PUBLISHED: readonly (readonly string[])[] = [
  ['source', 'market', 'model', 'Rank IC', 'ICIR', 'excess a year', 'Sharpe'],
  ['Duan et al., AAAI 2022', 'CSI 300, 2019–20', 'Linear', '0.022', '0.333', '0.0 %', '0.02'],
  ['', '', 'GRU', '0.032', '0.398', '2.3 %', '0.31'],
  ['', '', 'Transformer', '0.033', '0.417', '4.8 %', '0.62'],
  ['', '', 'CA', '0.039', '0.442', '3.6 %', '0.47'],
  ['', '', 'FactorVAE, no guidance', '0.042', '0.384', '–', '–'],
  ['', '', 'FactorVAE', '0.055', '0.568', '15.3 %', '1.92'],
  ['Zhao et al., WSDM 2026', 'S&P 500, 2021–24', 'LightGBM', '0.027', '0.274', '–', '–'],
  ['', '', 'Transformer', '0.035', '0.340', '–', '–'],
  ['', '', 'FactorVAE', '0.052', '0.543', '–', '–'],
  [
    'PRISM-VQ, IJCAI 2026',
    'S&P 500, 2022–24, 5-day label',
    'best of its table',
    '0.014',
    '–',
    '–',
    '–',
  ],
]
