const SVG = 'http://www.w3.org/2000/svg'

/** An HTML element: `on…` props are listeners, `vars` are CSS custom properties, the rest attributes. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children)
}

/** The same for SVG. */
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children)
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'vars') setVars(element, value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.flat(Infinity).filter(isShown))
  return element
}

const isShown = (child) => child !== null && child !== undefined && child !== false

function setVars(element, vars) {
  for (const [name, value] of Object.entries(vars)) element.style.setProperty(`--${name}`, value)
}

/** Replaces what `container` holds; the focus stays on the element of the same id. */
export function mount(container, ...nodes) {
  const focused = container.contains(document.activeElement) ? document.activeElement.id : ''
  const scrolled = [...container.querySelectorAll('.scroll[id]')].map((e) => [e.id, e.scrollLeft])
  container.replaceChildren(...nodes.flat(Infinity).filter(isShown))
  for (const [id, left] of scrolled) {
    const scroller = document.getElementById(id)
    if (scroller) scroller.scrollLeft = left
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
}
