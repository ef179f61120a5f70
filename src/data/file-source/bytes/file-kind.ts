/** A kind of file that is not read, how it is recognised, and the command that makes it readable. */
interface OtherKind {
  readonly what: string
  /** Whether the first bytes (as Latin-1) or the name are of this kind. */
  readonly is: (start: string, name: string) => boolean
  readonly remedy: (path: string) => string
}

const pandas = (read: string) => (path: string) =>
  `python -c "import pandas as pd; pd.${read}(${pythonText(path)}).to_parquet('prices.parquet')"`

const starts =
  (...magic: readonly string[]) =>
  (start: string) =>
    magic.some((one) => start.startsWith(one))

const PICKLES = ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05']
const ZIP = 'PK\x03\x04'

const OTHER_KINDS: readonly OtherKind[] = [
  {
    what: 'an Excel workbook',
    is: (start, name) =>
      (start.startsWith(ZIP) && /\.xls[xmb]$/i.test(name)) ||
      start.startsWith('\xd0\xcf\x11\xe0') ||
      (start.startsWith(ZIP) && /xl\/|\[Content_Types\]/.test(start)),
    remedy: (path) => `save the sheet as CSV, or run ${pandas('read_excel')(path)}`,
  },
  {
    what: 'a zip archive',
    is: starts(ZIP),
    remedy: (path) => `unpack it (unzip ${shellText(path)}) and give the CSV file in it`,
  },
  {
    what: 'compressed by zstd',
    is: starts('\x28\xb5\x2f\xfd'),
    remedy: (path) => `decompress it: zstd -d ${shellText(path)}`,
  },
  {
    what: 'compressed by bzip2',
    is: starts('BZh'),
    remedy: (path) => `decompress it: bunzip2 ${shellText(path)}`,
  },
  {
    what: 'compressed by xz',
    is: starts('\xfd7zXZ'),
    remedy: (path) => `decompress it: unxz ${shellText(path)}`,
  },
  {
    what: 'a 7z archive',
    is: starts("7z\xbc\xaf'\x1c"),
    remedy: (path) => `unpack it: 7z x ${shellText(path)}`,
  },
  {
    what: 'a Feather (Arrow) file',
    is: starts('ARROW1', 'FEA1'),
    remedy: (path) => `write it as Parquet: ${pandas('read_feather')(path)}`,
  },
  {
    what: 'an HDF5 file',
    is: starts('\x89HDF'),
    remedy: (path) => `write it as Parquet: ${pandas('read_hdf')(path)}`,
  },
  {
    what: 'an ORC file',
    is: starts('ORC'),
    remedy: (path) => `write it as Parquet: ${pandas('read_orc')(path)}`,
  },
  {
    what: 'a Python pickle',
    is: (start, name) => starts(...PICKLES)(start) || /\.(pkl|pickle)$/i.test(name),
    remedy: (path) => `write it as Parquet: ${pandas('read_pickle')(path)}`,
  },
  {
    what: 'an SQLite database',
    is: starts('SQLite format 3'),
    remedy: () => 'export its table as CSV: sqlite3 -header -csv <file> "select * from <table>"',
  },
  {
    what: 'UTF-16 text',
    is: starts('\xff\xfe', '\xfe\xff'),
    remedy: (path) => `save it as UTF-8: iconv -f UTF-16 -t UTF-8 ${shellText(path)} > prices.csv`,
  },
  {
    what: 'a PDF document',
    is: starts('%PDF'),
    remedy: () => 'ask for the data as CSV or Parquet',
  },
  {
    what: 'an HTML or XML page, not data',
    is: (start) =>
      /^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|table|\?xml|div|script)/i.test(start),
    remedy: () =>
      'it is often the error or sign-in page of a website: open it in a browser, and download the CSV file again',
  },
  {
    what: 'JSON',
    is: (start) => /^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[[{\]])/.test(start),
    remedy: (path) => `write it as Parquet: ${pandas('read_json')(path)}`,
  },
]

/** What a file is that holds neither CSV nor Parquet, with a remedy; null where it may be one of them. */
export function otherKindOf(path: string, start: Buffer): string | null {
  const text = start.toString('latin1')
  const kind = OTHER_KINDS.find(({ is }) => is(text, path))
  return kind ? `${path} is ${kind.what}; ${kind.remedy(path)}` : null
}

function shellText(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

function pythonText(path: string): string {
  return `'${path.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
