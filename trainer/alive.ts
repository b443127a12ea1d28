import postgres from 'postgres';

/** First key of the advisory locks that living trainers hold; the second is the hash of their worker pool's id. */
const ALIVE = 4_255_300;

/** A pool's jobs are not freed in its first seconds: between its start and its lock there are a few milliseconds. */
const GRACE = '5 seconds';

/**
 * Shows other trainers that this one lives. A session of its own holds an advisory lock named after the worker pool:
 * Postgres lets it go the moment the process or its connection ends, so a crash needs no clock and no timeout to be
 * noticed, and any number of trainers on any hosts tell each other's living from dead work.
 */
export class AliveSign {
  readonly #session: postgres.Sql;
  readonly #poolId: string;
  readonly #onLost: (reason: string) => void;
  #ending = false;

  private constructor(databaseUrl: string, poolId: string, onLost: (reason: string) => void) {
    this.#poolId = poolId;
    this.#onLost = onLost;
    this.#session = postgres(databaseUrl, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connection: { application_name: `halle trainer ${poolId}` },
      onnotice: () => undefined,
      onclose: () => {
        if (!this.#ending) void this.#hold();
      },
    });
  }

  /** `onLost` hears when the sign cannot be shown any more: others may then take the work, so this trainer must stop. */
  static async show(
    databaseUrl: string,
    poolId: string,
    onLost: (reason: string) => void,
  ): Promise<AliveSign> {
    const sign = new AliveSign(databaseUrl, poolId, onLost);
    await sign.#hold();
    return sign;
  }

  async #hold(): Promise<void> {
    try {
      const [row] = await this.#session<{ held: boolean }[]>`
        select pg_try_advisory_lock(${ALIVE}, hashtext(${this.#poolId})) as held`;
      if (!row?.held) this.#onLost('another session holds the sign of this trainer');
    } catch (error) {
      if (!this.#ending) this.#onLost(error instanceof Error ? error.message : String(error));
    }
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#session.end({ timeout: 2 });
  }
}

/** Frees the jobs of worker pools whose trainer is gone. Returns how many pools that were. */
export async function freeDeadWork(sql: postgres.Sql): Promise<number> {
  return sql.begin(async (sql) => {
    const dead = await sql<{ pool: string }[]>`
      with held as materialized (
        select distinct locked_by as pool from graphile_worker.jobs
        where locked_by is not null and locked_at < now() - ${GRACE}::interval
        union
        select q.locked_by from graphile_worker._private_job_queues q
        where q.locked_by is not null and q.locked_at < now() - ${GRACE}::interval
      )
      select pool from held where pg_try_advisory_xact_lock(${ALIVE}, hashtext(pool))`;
    if (dead.length > 0) {
      await sql`select graphile_worker.force_unlock_workers(${dead.map((row) => row.pool)})`;
    }
    return dead.length;
  });
}
