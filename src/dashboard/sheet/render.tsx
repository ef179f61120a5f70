import { renderToString } from 'preact-render-to-string'
import base from '../styles/base.css?inline'
import curve from '../styles/curve.css?inline'
import detail from '../styles/detail.css?inline'
import heatmap from '../styles/heatmap.css?inline'
import layout from '../styles/layout.css?inline'
import narrow from '../styles/narrow.css?inline'
import sheetStyle from '../styles/sheet.css?inline'
import tables from '../styles/tables.css?inline'
import theme from '../styles/theme.css?inline'
import views from '../styles/views.css?inline'
import type { Sheet } from './model.js'
import { SheetPage } from './page.js'

const STYLE = [theme, base, layout, curve, tables, heatmap, detail, views, narrow, sheetStyle]

/** Nothing is loaded and nothing runs: the page is whole by itself. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'"

/** A tear sheet as one self-contained HTML page. */
export function sheetHtml(sheet: Sheet): string {
  const { entry, dataset } = sheet
  const page = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${entry.strategy.title} on ${dataset}`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE.join('\n') }} />
      </head>
      <body>
        <SheetPage sheet={sheet} />
      </body>
    </html>,
  )
  return `<!doctype html>\n${withoutLinks(page)}\n`
}

/** Links between the views of the dashboard lead nowhere on a page. */
function withoutLinks(page: string): string {
  return page.replaceAll(/ href="#[^"]*"/g, '')
}
