import type { SupabaseClient } from '@supabase/supabase-js';
import type { Sql } from 'postgres';
import type { TrainerSettings } from './settings.ts';

/** What every task works with; made once at start. */
export interface TrainerContext {
  settings: TrainerSettings;
  sql: Sql;
  supabase: SupabaseClient;
  /** One line of JSON on standard output; never personal data. */
  log: (event: string, fields?: Record<string, unknown>) => void;
}
