import { type Kysely, sql } from 'kysely';

/** Whom lite serves a request for, as it hands it to its connection. */
interface SessionContext {
  auth?: { role?: string; uid?: string | null; jwt?: unknown };
  storage?: { operation?: string | null };
}

interface RpcRequest {
  method: string;
  path: string;
  requestHeaders?: Record<string, string>;
}

type Transaction = Kysely<unknown>;

/** All of a transaction's settings in one statement. */
async function set(transaction: Transaction, settings: Record<string, string>): Promise<void> {
  const each = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
  await sql`select ${sql.join(each)}`.execute(transaction);
}

/**
 * What lite's connection sets before a request's own statement: the very same settings, which it sends one statement each. Ten of
 * the fourteen statements of a call are these; each costs a way there and back.
 */
export const sessionSettings = {
  async applyJwtSessionContext(transaction: Transaction, context: SessionContext): Promise<void> {
    const { role = 'anon', uid = '', jwt } = context.auth ?? {};
    await set(transaction, {
      role,
      'request.jwt.claim.sub': uid ?? '',
      'request.jwt.claim.role': role,
      'storage.operation': context.storage?.operation ?? '',
      ...(jwt && typeof jwt === 'object' ? { 'request.jwt.claims': JSON.stringify(jwt) } : {}),
    });
  },
  async applyRpcRequestGucs(transaction: Transaction, request: RpcRequest): Promise<void> {
    await set(transaction, {
      'response.status': '',
      'response.headers': '',
      'request.method': request.method,
      'request.path': request.path,
      'request.headers': JSON.stringify(request.requestHeaders ?? {}),
    });
  },
};
