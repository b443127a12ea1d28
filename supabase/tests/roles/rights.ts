import type { Caller } from '../as-caller.ts';

/**
 * Who may do what: the whole of it. The tests compare this with the catalogue and then try every case, so a new table, view,
 * function or bucket without a line here fails, and so does a right that is not here. Letters: N nobody signed in, X signed
 * in without a role in the plant, O operator, E engineer, A admin, S the secret key; `-` none of them.
 */
const LETTERS = {
  N: 'anon',
  X: 'stranger',
  O: 'operator',
  E: 'engineer',
  A: 'admin',
  S: 'service',
} as const satisfies Record<string, Caller>;

/**
 * Tables and views of schema public: who sees rows, and who inserts, updates and deletes them over REST. What the secret key
 * may by right, triggers can still refuse (deployments, changes, preflights, answers are append-only for it too).
 */
export const RELATIONS = `
                     read   insert update delete
alarms               OEAS   S      S      S
api_keys             AS     S      S      S
audit_lane           EAS    S      S      S
calendar_events      OEAS   EAS    EAS    EAS
candidate_answers    OEAS   S      S      S
candidates           OEAS   -      -      -
car_features         OEAS   S      S      S
cars                 OEAS   S      S      S
challenger_scores    EAS    S      S      S
challengers          OEAS   S      S      S
changes              EAS    -      -      -
dataset_cars         OEAS   S      S      S
dataset_codes        OEAS   S      S      S
dataset_months       OEAS   S      S      S
datasets             OEAS   S      S      S
deployments          OEAS   S      S      S
evaluations          OEAS   S      S      S
failures             OEAS   S      S      S
ingest_requests      EAS    S      S      S
ingested_rows        EAS    S      S      S
lake_files           OEAS   S      S      S
memberships          OEAS   AS     AS     AS
model_list           OEAS   -      -      -
model_overview       OEAS   -      -      -
models               OEAS   S      S      S
monitor_windows      OEAS   S      S      S
notice_reads         OS     S      S      S
notices              OEAS   S      S      S
plant_settings       OEAS   S      EAS    S
predictions          EAS    S      S      S
preflights           OEAS   S      S      S
refused_comparisons  OEAS   S      S      S
retrain_policy       OEAS   S      EAS    S
snapshot_cars        OEAS   S      S      S
snapshots            OEAS   S      S      S
status_events        OEAS   S      S      S
test_failures        OEAS   S      S      S
test_results         OEAS   S      S      S
training_runs        OEAS   S      S      S
upkeep_runs          OEAS   S      S      S
webhook_deliveries   AS     S      S      S
webhook_tries        AS     S      S      S
webhooks             AS     S      S      S
`;

/**
 * Functions of schema public, each with a harmless call: who is answered, be it by "there is no such row". With the caller's
 * own rights (`car_facts`, `inbox_count`, `road_test_failures`), X is answered with nothing;
 * `export_account` is asked about X.
 */
export const FUNCTIONS = `
accept_dataset(1)                                            EAS
analysis('{}')                                               OEAS
analysis_cars('{}')                                          OEAS
analysis_parts('a')                                          OEAS
analysis_road_tests('{}')                                    OEAS
analysis_times('{}')                                         OEAS
answer_candidate(1, 'later')                                 EA
answer_dataset(1, '{}')                                      EAS
audit_cars('{}')                                             S
cancel_dataset(1)                                            EAS
cancel_training_run(1)                                       EAS
car_choices()                                                OEAS
car_facts('2099-0000001')                                    XOEAS
car_list()                                                   OEAS
car_passport('2099-0000001')                                 OEAS
challenger_status()                                          OEAS
challenger_work(1)                                           S
change_log()                                                 EAS
change_webhook(1, 'https://example.com', '{}', true)         AS
close_alarm(1, 'a reason')                                   EA
comparison_check(1)                                          OEAS
create_api_key('a', '{read}', now() + interval '1 day', 1)   AS
create_webhook('https://example.com', '{deployment}')        AS
delete_account('00000000-0000-4000-8000-000000000001', 'a')  AS
deploy_model(1, 'a reason')                                  EA
evaluation_cars('2024-01-01', '2024-01-02', 1)               OEAS
evaluation_offer('{1}', 1)                                   OEAS
expected_cars(1)                                             OEAS
export_account('00000000-0000-4000-8000-000000000001')       XAS
gate_answers(1)                                              OEAS
health()                                                     EAS
inbox()                                                      OEAS
inbox_count()                                                XOEAS
ingest_rows('status', '[]', 'a', 'b')                        EAS
kept_answer(gen_random_uuid(), false)                        OEAS
ledger()                                                     OEAS
live_pairs(1, 2)                                             OEAS
mark_notices_read(1)                                         OEA
model_cars(1, 'trained')                                     OEAS
model_lineage(1)                                             OEAS
monitor_status()                                             OEAS
monitor_window_cars(1, 1)                                    EAS
my_notices()                                                 OEAS
override_decision(1, 'long', 'supervisor')                   OEA
people()                                                     AS
performance('week')                                          OEAS
predict_input('{}')                                          OEAS
record_challenger_scores(1, '[]')                            S
record_predictions(1, '[]')                                  OEAS
rejections()                                                 OEAS
remove_dataset(1)                                            EAS
remove_webhook(1)                                            AS
request_training_run()                                       EAS
resend_delivery(1)                                           AS
retry_dataset(1)                                             EAS
retry_job(1)                                                 EAS
revoke_api_key(1)                                            AS
road_test_failures('{}')                                     XOEAS
role_givers()                                                AS
roll_back(1, 'a reason')                                     EA
set_challenger(null)                                         EAS
test_webhook(1)                                              AS
training_run_person(1)                                       XOEAS
use_api_key('00', 'read')                                    S
verify_ledger()                                              EAS
whoami()                                                     NXOEAS
`;

/** Functions of schema private that somebody but the owner may execute: what policies, defaults and callers' functions need. */
export const HELPERS = `
asking_key           XOEAS
car_in_training      XOEAS
car_predictions      XOEAS
is_admin             XOEAS
is_engineer          XOEAS
is_member            XOEAS
is_service           NXOEAS
member_role          NXOEAS
refuse               XOEAS
require_member       XOEAS
`;

/** Files of each bucket: who sees, puts, replaces and removes them. */
export const BUCKETS = `
                     read   insert update delete
lake                 EAS    S      S      S
models               OEAS   S      S      S
rejects              EAS    S      S      S
snapshots            EAS    S      S      S
uploads              EAS    EAS    S      S
`;

/** The lines of a table as names and their cells, the heading left out. */
export function cases(table: string): [name: string, ...cells: string[]][] {
  return table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(' '))
    .map((line) => line.split(/\s{2,}| (?=[NXOEAS-]+(?: |$))/).filter(Boolean) as [string, ...string[]]);
}

/** The callers of a cell, in the order of the letters. */
export function callers(cell: string): Caller[] {
  return cell === '-' ? [] : cell.split('').map((letter) => LETTERS[letter as keyof typeof LETTERS]);
}
