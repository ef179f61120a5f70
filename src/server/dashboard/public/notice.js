import { h } from './dom.js'

/** Errors of the API as they are, and a way to try again. */
export function errorNotice(errors, retry) {
  return h(
    'div',
    { class: 'notice bad', role: 'alert' },
    distinct(errors).map(({ code, message, path }) =>
      h(
        'p',
        null,
        h('code', null, code),
        ' ',
        message,
        path && h('span', { class: 'dim' }, ` (${path})`),
      ),
    ),
    retry && h('button', { type: 'button', onclick: retry }, 'Try again'),
  )
}

function distinct(errors) {
  const seen = new Map(errors.map((error) => [`${error.code} ${error.message}`, error]))
  return [...seen.values()]
}

export function failureNotice(split) {
  return h(
    'div',
    { class: 'notice bad' },
    h('p', null, h('strong', null, `${split.name} failed. `), split.failure),
    h(
      'p',
      { class: 'dim' },
      'It is a gap in the curve. Run the backtest again: only what is missing is computed.',
    ),
  )
}

/** What to know before trusting the split. */
export function warningNotice({ warnings }) {
  return (
    warnings.length > 0 &&
    h(
      'div',
      { class: 'notice', role: 'status', id: 'split-warnings' },
      warnings.map((warning) => h('p', null, warning)),
    )
  )
}

/** Before the first publication: what to run. */
export function emptyNotice({ dataset, strategy, datasets }) {
  const name = dataset ?? 'mine'
  const known = datasets.some((each) => each.name === dataset)
  return h(
    'div',
    { class: 'empty' },
    h('h1', null, known ? `Nothing is published for ${dataset} yet` : 'Nothing is published yet'),
    h(
      'p',
      null,
      known
        ? 'Train and score its splits; each appears here as soon as it is published.'
        : 'Give Residua a file of daily prices, then train and score its splits; each appears here as soon as it is published.',
    ),
    h(
      'pre',
      null,
      known ? '' : `npx residua ingest prices.csv.gz --as ${name}\n`,
      `npx residua backtest --dataset ${name} --strategy ${strategy}`,
    ),
    known
      ? null
      : h(
          'p',
          { class: 'dim' },
          'Or try it on the sample market first: ',
          h('code', null, 'npm run demo'),
        ),
  )
}
