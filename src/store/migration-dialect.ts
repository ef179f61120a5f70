import {
  CompiledQuery,
  type DatabaseConnection,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'

/** The advisory lock of the one process that migrates at a time. */
const MIGRATION = 7_310_577_283

/**
 * Speaks for the migrator, whose own lock belongs to a session: a pooler would leave it with another client.
 * Here each transaction takes a lock that ends with it.
 */
export class MigrationDialect extends PostgresDialect {
  constructor(readonly pool: pg.Pool) {
    super({ pool })
  }

  override createDriver(): PostgresDriver {
    return new LockingDriver({ pool: this.pool })
  }

  override createAdapter(): PostgresAdapter {
    return new AdapterWithoutLock()
  }
}

class LockingDriver extends PostgresDriver {
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    await super.beginTransaction(connection, settings)
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${MIGRATION})`))
  }
}

class AdapterWithoutLock extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}
