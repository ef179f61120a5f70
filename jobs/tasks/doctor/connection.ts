import type { DatabasePlace } from '../../../src/store/database.js'
import { type Finding, good } from './finding.js'

/** What lies between us and a database that is not our own, with what could be better about it. */
export function connectionFindings(where: DatabasePlace): Finding[] {
  if (where.kind !== 'url') return []
  return [tlsFinding(where), ...poolerFindings(where), ...replicaFindings(where)]
}

function tlsFinding({ tls }: DatabasePlace): Finding {
  if (tls === 'verified') return good('tls', 'encrypted, and the certificate is checked')
  if (tls === 'none') return good('tls', 'not encrypted')
  return {
    what: 'tls',
    state: 'note',
    found: 'encrypted, but the certificate is not checked',
    remedy: 'sslmode=verify-full&sslrootcert=<CA file> in DATABASE_URL checks it',
  }
}

function poolerFindings({ pooler }: DatabasePlace): Finding[] {
  if (!pooler) return []
  const { preparedStatements, direct } = pooler
  const found =
    'DATABASE_URL goes through a pooler: timeouts are set in each transaction, statements are ' +
    `${preparedStatements ? '' : 'not '}prepared under names, `
  if (direct) return [good('pooler', `${found}LISTEN and locks use DATABASE_DIRECT_URL`)]
  return [
    {
      what: 'pooler',
      state: 'note',
      found: `${found}changes and jobs are polled for`,
      remedy: 'set DATABASE_DIRECT_URL to the address of the server without the pooler',
    },
  ]
}

function replicaFindings({ replica }: DatabasePlace): Finding[] {
  return replica ? [good('replica', 'a streaming replica: the data version is polled')] : []
}
