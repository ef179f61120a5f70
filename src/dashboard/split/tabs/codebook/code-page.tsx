import { AssetTables } from './asset-tables.js'
import { AssetsOnDate } from './assets-on-date.js'
import { CodeDates } from './code-dates.js'
import { CodeFacts } from './code-facts.js'
import type { Book, Code, Coded } from './types.js'

interface CodePageProps {
  readonly code: Code
  readonly book: Book
  readonly date: string
  readonly codes: Coded
}

/** What is known of one code: its use, what happened on its days and after them, and its assets. */
export function CodePage({ code, book, date, codes }: CodePageProps) {
  const { dateCodes, assetCodes } = codes
  return (
    <div class="code-page">
      <h3>Code {code.code}</h3>
      <CodeFacts code={code} book={book} />
      {dateCodes && <CodeDates code={code} dateCodes={dateCodes} />}
      {assetCodes && (
        <>
          <AssetsOnDate code={code} assetCodes={assetCodes} date={date} />
          <AssetTables code={code} />
        </>
      )}
    </div>
  )
}
