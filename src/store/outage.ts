/** SQLSTATE classes and codes, and system errors, of a database that is away or too busy. */
const AWAY = /^(08|53|57P)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT)$/

/** Messages of pg, without a code, where a connection is lost or none can be made. */
const AWAY_MESSAGES =
  /^(connection terminated|timeout expired$|timeout exceeded when trying to connect|client has encountered a connection error|cannot use a pool after calling end)/i

/** Whether an error means that the database cannot be reached, rather than that a statement is wrong. */
export function isOutage(error: Error): boolean {
  return AWAY.test(codeOf(error)) || AWAY_MESSAGES.test(error.message) || isRecoveryConflict(error)
}

/** Whether a replica ended a statement that held up what it replays from its primary. */
function isRecoveryConflict(error: Error): boolean {
  return codeOf(error) === '40001' && /conflict with recovery/.test(error.message)
}

/** Whether a replica was asked to write. */
export function isReadOnly(error: Error): boolean {
  return codeOf(error) === '25006'
}

/** Whether every connection was busy for too long: the database can be reached, and is overloaded. */
export function isCrowded(error: Error): boolean {
  return /^timeout exceeded when trying to connect/i.test(error.message)
}

/** Whether a statement was ended for taking too long. */
export function isStatementTimeout(error: Error): boolean {
  return codeOf(error) === '57014'
}

/** Whether a text was sent that no Postgres text can be: one with a NUL in it. */
export function isUnstorableText(error: Error): boolean {
  return codeOf(error) === '22021'
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
