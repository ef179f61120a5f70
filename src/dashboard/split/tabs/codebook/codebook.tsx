import { hrefFor } from '../../../address/current.js'
import { Codebook, Codes } from '../../../api/operations.js'
import { useAnswer } from '../../../api/use-answers.js'
import { Awaited } from '../../../parts/awaited.js'
import { SaveCsv } from '../../../parts/save-csv.js'
import { asked } from '../../../tools/asked.js'
import { Tools } from '../../../tools/tools.js'
import type { Tab, TabProps } from '../../tab.js'
import { chosenCode } from './chosen-code.js'
import { ASSET_CODE_COLUMNS, CODE_COLUMNS, DATE_CODE_COLUMNS } from './code-columns.js'
import { CodePage } from './code-page.js'
import { CodeStrip } from './code-strip.js'
import { codebookSentence } from './sentence.js'
import { UsageChart } from './usage-chart.js'

const MODULES = [
  { module: 'CROSS_SECTION', label: 'Codes of dates' },
  { module: 'TIME_SERIES', label: 'Codes of assets' },
] as const

/** The codes of the test range under its PnL, how often each is used, and what happened with one. */
function Content({ of, date, address }: TabProps) {
  const module = address.module ?? 'CROSS_SECTION'
  const book = useAnswer(Codebook, { ...of, module })
  const codesOf = { ...of, date, ofAssets: module === 'TIME_SERIES' }
  const codes = useAnswer(Codes, codesOf)
  return (
    <Awaited answers={[book, codes]} class="tab-body">
      {({ split }, { split: coded }) => {
        if (!split || !coded) return null
        const { codebook } = split
        const chosen = chosenCode(codebook, coded.dateCodes, { code: address.code, date })
        const code = codebook.codes[chosen]
        return (
          <>
            <ModuleLinks current={codebook.module} />
            {address.code !== undefined && address.code >= codebook.size && (
              <MissingCode asked={address.code} size={codebook.size} shown={chosen} />
            )}
            <p class="note">{codebookSentence(codebook)}</p>
            {coded.dateCodes && (
              <CodeStrip
                codes={coded.dateCodes}
                book={codebook}
                pnl={coded.pnlSeries}
                date={date}
                chosen={chosen}
              />
            )}
            <UsageChart book={codebook} chosen={chosen} />
            {code && <CodePage code={code} book={codebook} date={date} codes={coded} />}
            <Tools
              name={`codebook-${of.split}`}
              queries={[asked(Codebook, { ...of, module }), asked(Codes, codesOf)]}
              picture
            >
              <SaveCsv name={`codes-${of.split}`} columns={CODE_COLUMNS} rows={codebook.codes} />
              {coded.dateCodes && (
                <SaveCsv
                  name={`codes-of-dates-${of.split}`}
                  label="Save dates as CSV"
                  columns={DATE_CODE_COLUMNS}
                  rows={coded.dateCodes}
                />
              )}
              {coded.assetCodes && (
                <SaveCsv
                  name={`codes-of-assets-${date}`}
                  label="Save assets as CSV"
                  columns={ASSET_CODE_COLUMNS}
                  rows={coded.assetCodes}
                />
              )}
            </Tools>
          </>
        )
      }}
    </Awaited>
  )
}

interface MissingCodeProps {
  readonly asked: number
  readonly size: number
  readonly shown: number
}

function MissingCode({ asked, size, shown }: MissingCodeProps) {
  return (
    <p class="note" role="status" id="missing-code">
      There is no code {asked}: the codes are 0 to {size - 1}, and code {shown} is shown.{' '}
      <a href={hrefFor({ code: size - 1 })}>Show code {size - 1}, the nearest</a>
    </p>
  )
}

function ModuleLinks({ current }: { readonly current: string }) {
  return (
    <nav class="modules" aria-label="Codebook">
      {MODULES.map(({ module, label }) => (
        <a
          key={module}
          href={hrefFor({ module, code: undefined })}
          id={`module-${module}`}
          aria-current={module === current ? 'true' : undefined}
        >
          {label}
        </a>
      ))}
    </nav>
  )
}

export const codebook: Tab = {
  name: 'codebook',
  title: 'Codebook',
  needs: 'codebook',
  dates: 'all',
  Content,
}
