/**
 * What Altair's page lacks, run in the browser before it. Numbers of more than 15 digits are read as
 * objects of a library of its own, which it writes as strings: they are shown as the numbers they
 * are. And the open tab, the last of more than fit, is scrolled to.
 */
export const PAGE_SCRIPT = `
const { stringify } = JSON
JSON.stringify = (value, replacer, space) =>
  replacer
    ? stringify(value, replacer, space)
    : stringify(value, function (key, written) {
        const given = this[key]
        return given?._isBigNumber && Number.isFinite(Number(given)) ? Number(given) : written
      }, space)

const tab = () => document.querySelector('.window-switcher__item--active')
const show = () => tab()?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
const resized = new ResizeObserver(show)
let shown = null
new MutationObserver(() => {
  const open = tab()
  if (open === shown) return
  shown = open
  show()
  const bar = open?.closest('app-window-switcher')
  for (const part of [bar, bar?.firstElementChild]) if (part) resized.observe(part)
}).observe(document, { subtree: true, childList: true, attributeFilter: ['class'] })
`

/** Opens the query of a link, `#name=…&query=…&variables=…`, in a tab of its own, before the page's own tabs. */
export const LINKED_QUERY_SCRIPT = `
const linked = new URLSearchParams(location.hash.slice(1))
const init = AltairGraphQL.init
AltairGraphQL.init = (options) => {
  if (!linked.has('query')) return init(options)
  const window = {
    ...options.initialWindows.at(-1),
    initialName: linked.get('name') ?? 'From a link',
    initialQuery: linked.get('query'),
    initialVariables: linked.get('variables') ?? '{}',
  }
  return init({ ...options, preserveState: false, initialWindows: [...options.initialWindows, window] })
}
`
