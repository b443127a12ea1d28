// Written by "npm run openapi" of docs/openapi.json: do not edit.

export interface paths {
  '/predict': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Probability and decision (long or short test) for a car, for cars, or for given features. */
    post: operations['predict'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/predict/preflight': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Checks, where it will be served, whether a model can be put in use. deploy_model wants one of the last 15 minutes. */
    post: operations['checkBeforeUse'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/ingest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Rows of one kind, each answered by itself; the same key again gets the same answer. */
    post: operations['ingest'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/getModel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One model by ?ID_MODELO=, or the list, newest first. */
    get: operations['listModels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/getModel/current': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The model in use. */
    get: operations['modelInUse'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/getModel/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A model with its curves and a link to its file, valid for ten minutes. */
    get: operations['getModel'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/getModel/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Leads to the ONNX file. */
    get: operations['modelFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/createModel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Checks, stores and registers an ONNX model, with its tree file if it has one. It becomes a candidate. */
    post: operations['registerModel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/createModel/runs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Starts a training run. */
    post: operations['startRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/createModel/runs/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A training run: status, phase and progress. */
    get: operations['getRun'];
    put?: never;
    post?: never;
    /** Cancels a training run. */
    delete: operations['cancelRun'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/evaluate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Metrics, curves and, for two models, the verdict and what it stands on. What an engineer measures is kept. */
    post: operations['evaluate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/evaluate/challenger': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Scores up to 1,000 predictions that the challenger has not scored. With the secret key only. */
    post: operations['scoreChallenger'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Error: {
      error: {
        /** @enum {string} */
        code:
          | 'bad_request'
          | 'body_not_json'
          | 'invalid_field'
          | 'invalid_knr'
          | 'invalid_model_file'
          | 'invalid_tree_file'
          | 'reason_missing'
          | 'not_signed_in'
          | 'token_expired'
          | 'key_unknown'
          | 'key_revoked'
          | 'key_expired'
          | 'not_allowed'
          | 'person_required'
          | 'scope_missing'
          | 'not_found'
          | 'unknown_car'
          | 'no_model_in_use'
          | 'run_in_progress'
          | 'run_not_active'
          | 'switched_off'
          | 'candidate_state'
          | 'alarm_closed'
          | 'dataset_state'
          | 'upload_gone'
          | 'already_registered'
          | 'already_in_use'
          | 'deployment_changed'
          | 'override_closed'
          | 'preflight_missing'
          | 'preflight_failed'
          | 'own_role'
          | 'last_admin'
          | 'idempotency_conflict'
          | 'too_large'
          | 'too_few_cars'
          | 'too_few_failures'
          | 'suspected_leak'
          | 'missing_columns'
          | 'empty_file'
          | 'unreadable_file'
          | 'rate_limited'
          | 'internal'
          | 'unavailable';
        message: string;
        details?: {
          [key: string]: unknown;
        };
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  predict: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              knr: string;
              /** Format: uuid */
              requestId?: string;
              /** Format: date-time */
              askedAt?: string;
              late?: boolean;
            }
          | {
              knrs: string[];
              ahead?: boolean;
            }
          | {
              cars: {
                features: {
                  engine?: string | null;
                  color?: string | null;
                  failures_total?: number | null;
                  failures_zp5?: number | null;
                  failures_zp5a?: number | null;
                  failures_zp6?: number | null;
                  failures_zp61?: number | null;
                  failures_zp62?: number | null;
                  failures_cab?: number | null;
                  failures_zp7?: number | null;
                  failures_elsewhere?: number | null;
                  failures_group_1?: number | null;
                  failures_group_2?: number | null;
                  failures_group_4?: number | null;
                  failures_group_5?: number | null;
                  failures_group_133?: number | null;
                  failures_group_137?: number | null;
                  failures_group_140?: number | null;
                  failures_group_9830946?: number | null;
                  failures_group_none?: number | null;
                  failures_group_multivalue?: number | null;
                  hours_since_last_failure?: number | null;
                  status_events?: number | null;
                  status_repeated?: number | null;
                  loops_zp5?: number | null;
                  loops_zp5a?: number | null;
                  loops_zp61?: number | null;
                  loops_zp6?: number | null;
                  loops_cab?: number | null;
                  loops_zp7?: number | null;
                  hours_on_line?: number | null;
                  minutes_zp5_to_zp5a?: number | null;
                  minutes_zp5a_to_zp61?: number | null;
                  minutes_zp61_to_zp6?: number | null;
                  minutes_zp6_to_cab?: number | null;
                  minutes_cab_to_zp7?: number | null;
                  last_point_hour?: number | null;
                  last_point_weekday?: number | null;
                  tests_ok_1?: number | null;
                  tests_not_ok_1?: number | null;
                  tests_ok_2?: number | null;
                  tests_not_ok_2?: number | null;
                  tests_ok_718?: number | null;
                  tests_not_ok_718?: number | null;
                  value_mean_nm?: number | null;
                  value_sd_nm?: number | null;
                  value_mean_grad?: number | null;
                  value_sd_grad?: number | null;
                  value_mean_min?: number | null;
                  value_sd_min?: number | null;
                  value_mean_percent?: number | null;
                  value_sd_percent?: number | null;
                  value_mean_mm?: number | null;
                  value_sd_mm?: number | null;
                  value_mean_v?: number | null;
                  value_sd_v?: number | null;
                  tests_not_ok_names?: number | null;
                  tests_repeated_not_ok?: number | null;
                  tests_not_ok_last_24h?: number | null;
                  line_failure_rate_200?: number | null;
                };
              }[];
            };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            model: {
              id: number;
              name: string;
            };
            deploymentId: number;
            predictions: {
              id: number | null;
              knr: string | null;
              probability: number | null;
              /** @enum {string} */
              decision: 'long' | 'short';
              threshold: number | null;
              tooLittleData: boolean;
              lane: ('model' | 'audit') | null;
              reasons: {
                feature: string;
                value: number | string | null;
                typical: number | string | null;
                effect: number | null;
                contribution?: number;
                /** @enum {string} */
                speaks?: 'for' | 'against';
              }[];
            }[];
            unknown: string[];
          };
        };
      };
      /** @description body_not_json, invalid_field, invalid_knr */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description unknown_car */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description no_model_in_use */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description unavailable */
      503: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  checkBeforeUse: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          modelId: number;
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            modelId: number;
            ok: boolean;
            checks: {
              /** @enum {string} */
              check: 'file' | 'loads' | 'inputs' | 'golden' | 'latency' | 'comparison';
              /** @enum {string} */
              result: 'ok' | 'failed' | 'skipped';
              found: string;
            }[];
            createdAt: string;
          };
        };
      };
      /** @description body_not_json, invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, person_required */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  ingest: {
    parameters: {
      query?: never;
      header: {
        /** @description Kept for a week. */
        'Idempotency-Key': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json':
          | {
              /** @constant */
              kind: 'failures';
              rows: {
                knr: string;
                /** @description May be blank. */
                checkpoint: string;
                failure: string;
                failureGroup?: (string | number) | null;
                /** @description Plant time: 2024-05-20T21:31:51, fractions are rounded. */
                foundAt: string;
                station?: string | null;
                model?: string | null;
                color?: string | null;
                engine?: string | null;
              }[];
            }
          | {
              /** @constant */
              kind: 'status';
              rows: {
                knr: string;
                status: string;
                /** @description Plant time: 2024-05-20T21:31:51, fractions are rounded. */
                passedAt: string;
              }[];
            }
          | {
              /** @constant */
              kind: 'results';
              rows: {
                knr: string;
                testGroup: number;
                name: string;
                status: number;
                unit?: string | null;
                valueId?: string | null;
                value?: number | null;
                /** @description Plant time: 2024-05-20T21:31:51, fractions are rounded. */
                testedAt: string;
              }[];
            };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            datasetId: number;
            rows: {
              index: number;
              /** @enum {string} */
              outcome: 'loaded' | 'corrected' | 'duplicate' | 'pending' | 'rejected';
              field?: string | null;
              reason?: string;
            }[];
            counts: {
              [key: string]: number;
            };
            features: {
              fresh: number;
              pending: number;
            };
          };
        };
      };
      /** @description body_not_json, invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description idempotency_conflict */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description too_large */
      413: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description unavailable */
      503: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  listModels: {
    parameters: {
      query?: {
        page?: number;
        pageSize?: number;
        ID_MODELO?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json':
            | {
                id: number;
                name: string;
                algorithm: string;
                /** @enum {string} */
                status: 'in_use' | 'candidate' | 'retired';
                sha256: string;
                bytes: number;
                inputs: {
                  name: string;
                  /** @enum {string} */
                  type: 'float' | 'string';
                }[];
                threshold: number;
                thresholdPolicy:
                  | (
                      | {
                          /** @constant */
                          policy: 'f1';
                        }
                      | {
                          /** @constant */
                          policy: 'capacity';
                          longTestsPerShift: number;
                          carsPerShift: number;
                        }
                      | {
                          /** @constant */
                          policy: 'cost';
                          costEscaped: number;
                          costNeedless: number;
                        }
                    )
                  | null;
                carsTrained: number;
                metrics: {
                  cars: number;
                  failures: number;
                  threshold: number;
                  confusion: {
                    tp: number;
                    fp: number;
                    fn: number;
                    tn: number;
                  };
                  precision: number | null;
                  recall: number | null;
                  f1: number | null;
                  accuracy: number | null;
                  rocAuc: number | null;
                  prAuc: number | null;
                  brier: number | null;
                  reliability?: {
                    cars: number;
                    predicted: number;
                    observed: number;
                  }[];
                  expectedCalibrationError?: number | null;
                } | null;
                baseline: {
                  cars: number;
                  failures: number;
                  threshold: number;
                  confusion: {
                    tp: number;
                    fp: number;
                    fn: number;
                    tn: number;
                  };
                  precision: number | null;
                  recall: number | null;
                  f1: number | null;
                  accuracy: number | null;
                  rocAuc: number | null;
                  prAuc: number | null;
                  brier: number | null;
                  reliability?: {
                    cars: number;
                    predicted: number;
                    observed: number;
                  }[];
                  expectedCalibrationError?: number | null;
                } | null;
                holdoutFrom: string | null;
                parameters: {
                  [key: string]: unknown;
                };
                importance: {
                  feature: string;
                  gain: number;
                  contribution?: number;
                }[];
                typical: {
                  [key: string]: number | string | null;
                };
                snapshotId: number | null;
                trainingRunId: number | null;
                createdAt: string;
                deployedAt: string | null;
                deploymentReason: string | null;
                treesSha256: string | null;
                dependence: {
                  feature: string;
                  bins: {
                    contribution: number;
                    cars: number;
                    from: number;
                    to: number;
                    mean: number;
                  }[];
                  categories: {
                    contribution: number;
                    cars: number;
                    category: string;
                  }[];
                  missing: {
                    contribution: number;
                    cars: number;
                  } | null;
                }[];
                file: {
                  /** Format: uri */
                  url: string;
                  expiresIn: number;
                };
              }
            | {
                models: {
                  id: number;
                  name: string;
                  algorithm: string;
                  /** @enum {string} */
                  status: 'in_use' | 'candidate' | 'retired';
                  sha256: string;
                  bytes: number;
                  inputs: {
                    name: string;
                    /** @enum {string} */
                    type: 'float' | 'string';
                  }[];
                  threshold: number;
                  thresholdPolicy:
                    | (
                        | {
                            /** @constant */
                            policy: 'f1';
                          }
                        | {
                            /** @constant */
                            policy: 'capacity';
                            longTestsPerShift: number;
                            carsPerShift: number;
                          }
                        | {
                            /** @constant */
                            policy: 'cost';
                            costEscaped: number;
                            costNeedless: number;
                          }
                      )
                    | null;
                  carsTrained: number;
                  metrics: {
                    cars: number;
                    failures: number;
                    threshold: number;
                    confusion: {
                      tp: number;
                      fp: number;
                      fn: number;
                      tn: number;
                    };
                    precision: number | null;
                    recall: number | null;
                    f1: number | null;
                    accuracy: number | null;
                    rocAuc: number | null;
                    prAuc: number | null;
                    brier: number | null;
                    reliability?: {
                      cars: number;
                      predicted: number;
                      observed: number;
                    }[];
                    expectedCalibrationError?: number | null;
                  } | null;
                  baseline: {
                    cars: number;
                    failures: number;
                    threshold: number;
                    confusion: {
                      tp: number;
                      fp: number;
                      fn: number;
                      tn: number;
                    };
                    precision: number | null;
                    recall: number | null;
                    f1: number | null;
                    accuracy: number | null;
                    rocAuc: number | null;
                    prAuc: number | null;
                    brier: number | null;
                    reliability?: {
                      cars: number;
                      predicted: number;
                      observed: number;
                    }[];
                    expectedCalibrationError?: number | null;
                  } | null;
                  holdoutFrom: string | null;
                  parameters: {
                    [key: string]: unknown;
                  };
                  importance: {
                    feature: string;
                    gain: number;
                    contribution?: number;
                  }[];
                  typical: {
                    [key: string]: number | string | null;
                  };
                  snapshotId: number | null;
                  trainingRunId: number | null;
                  createdAt: string;
                  deployedAt: string | null;
                  deploymentReason: string | null;
                }[];
                total: number;
                page: number;
                pageSize: number;
              };
        };
      };
      /** @description invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  modelInUse: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            name: string;
            algorithm: string;
            /** @enum {string} */
            status: 'in_use' | 'candidate' | 'retired';
            sha256: string;
            bytes: number;
            inputs: {
              name: string;
              /** @enum {string} */
              type: 'float' | 'string';
            }[];
            threshold: number;
            thresholdPolicy:
              | (
                  | {
                      /** @constant */
                      policy: 'f1';
                    }
                  | {
                      /** @constant */
                      policy: 'capacity';
                      longTestsPerShift: number;
                      carsPerShift: number;
                    }
                  | {
                      /** @constant */
                      policy: 'cost';
                      costEscaped: number;
                      costNeedless: number;
                    }
                )
              | null;
            carsTrained: number;
            metrics: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            baseline: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            holdoutFrom: string | null;
            parameters: {
              [key: string]: unknown;
            };
            importance: {
              feature: string;
              gain: number;
              contribution?: number;
            }[];
            typical: {
              [key: string]: number | string | null;
            };
            snapshotId: number | null;
            trainingRunId: number | null;
            createdAt: string;
            deployedAt: string | null;
            deploymentReason: string | null;
            treesSha256: string | null;
            dependence: {
              feature: string;
              bins: {
                contribution: number;
                cars: number;
                from: number;
                to: number;
                mean: number;
              }[];
              categories: {
                contribution: number;
                cars: number;
                category: string;
              }[];
              missing: {
                contribution: number;
                cars: number;
              } | null;
            }[];
            file: {
              /** Format: uri */
              url: string;
              expiresIn: number;
            };
          };
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description no_model_in_use */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  getModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            name: string;
            algorithm: string;
            /** @enum {string} */
            status: 'in_use' | 'candidate' | 'retired';
            sha256: string;
            bytes: number;
            inputs: {
              name: string;
              /** @enum {string} */
              type: 'float' | 'string';
            }[];
            threshold: number;
            thresholdPolicy:
              | (
                  | {
                      /** @constant */
                      policy: 'f1';
                    }
                  | {
                      /** @constant */
                      policy: 'capacity';
                      longTestsPerShift: number;
                      carsPerShift: number;
                    }
                  | {
                      /** @constant */
                      policy: 'cost';
                      costEscaped: number;
                      costNeedless: number;
                    }
                )
              | null;
            carsTrained: number;
            metrics: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            baseline: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            holdoutFrom: string | null;
            parameters: {
              [key: string]: unknown;
            };
            importance: {
              feature: string;
              gain: number;
              contribution?: number;
            }[];
            typical: {
              [key: string]: number | string | null;
            };
            snapshotId: number | null;
            trainingRunId: number | null;
            createdAt: string;
            deployedAt: string | null;
            deploymentReason: string | null;
            treesSha256: string | null;
            dependence: {
              feature: string;
              bins: {
                contribution: number;
                cars: number;
                from: number;
                to: number;
                mean: number;
              }[];
              categories: {
                contribution: number;
                cars: number;
                category: string;
              }[];
              missing: {
                contribution: number;
                cars: number;
              } | null;
            }[];
            file: {
              /** Format: uri */
              url: string;
              expiresIn: number;
            };
          };
        };
      };
      /** @description invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  modelFile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      302: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  registerModel: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'multipart/form-data': {
          /** Format: binary */
          file: string;
          metadata: {
            name: string;
            algorithm: string;
            threshold: number;
            /** @default null */
            thresholdPolicy?:
              | (
                  | {
                      /** @constant */
                      policy: 'f1';
                    }
                  | {
                      /** @constant */
                      policy: 'capacity';
                      longTestsPerShift: number;
                      carsPerShift: number;
                    }
                  | {
                      /** @constant */
                      policy: 'cost';
                      costEscaped: number;
                      costNeedless: number;
                    }
                )
              | null;
            carsTrained: number;
            /** @default null */
            metrics?: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            /** @default null */
            baseline?: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            /** @default null */
            holdoutFrom?: string | null;
            /** @default {} */
            parameters?: {
              [key: string]: unknown;
            };
            /** @default [] */
            importance?: {
              feature: string;
              gain: number;
              contribution?: number;
            }[];
            /** @default [] */
            dependence?: {
              feature: string;
              bins: {
                contribution: number;
                cars: number;
                from: number;
                to: number;
                mean: number;
              }[];
              categories: {
                contribution: number;
                cars: number;
                category: string;
              }[];
              missing: {
                contribution: number;
                cars: number;
              } | null;
            }[];
            /** @default {} */
            typical?: {
              [key: string]: number | string | null;
            };
            /** @default [] */
            golden?: {
              features: {
                [key: string]: number | string | null;
              };
              probability: number;
            }[];
            /** @default null */
            snapshotId?: number | null;
            /** @default null */
            trainingRunId?: number | null;
          };
          /** Format: binary */
          trees?: string;
        };
      };
    };
    responses: {
      /** @description Done */
      201: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            name: string;
            algorithm: string;
            /** @enum {string} */
            status: 'in_use' | 'candidate' | 'retired';
            sha256: string;
            bytes: number;
            inputs: {
              name: string;
              /** @enum {string} */
              type: 'float' | 'string';
            }[];
            threshold: number;
            thresholdPolicy:
              | (
                  | {
                      /** @constant */
                      policy: 'f1';
                    }
                  | {
                      /** @constant */
                      policy: 'capacity';
                      longTestsPerShift: number;
                      carsPerShift: number;
                    }
                  | {
                      /** @constant */
                      policy: 'cost';
                      costEscaped: number;
                      costNeedless: number;
                    }
                )
              | null;
            carsTrained: number;
            metrics: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            baseline: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            } | null;
            holdoutFrom: string | null;
            parameters: {
              [key: string]: unknown;
            };
            importance: {
              feature: string;
              gain: number;
              contribution?: number;
            }[];
            typical: {
              [key: string]: number | string | null;
            };
            snapshotId: number | null;
            trainingRunId: number | null;
            createdAt: string;
            deployedAt: string | null;
            deploymentReason: string | null;
          };
        };
      };
      /** @description bad_request, body_not_json, invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description already_registered */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description too_large */
      413: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description invalid_model_file, invalid_tree_file */
      422: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  startRun: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @default http
           * @enum {string}
           */
          cause?: 'button' | 'http';
          /** @default {} */
          parameters?: {
            trees?: number;
            learningRate?: number;
            maxDepth?: number;
            seed?: number;
            name?: string;
            search?: {
              trials?: number;
              seconds?: number;
            };
            acceptLeaks?: string[];
          };
        };
      };
    };
    responses: {
      /** @description Done */
      202: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            /** @enum {string} */
            status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
            /** @enum {string} */
            cause: 'button' | 'http' | 'labels' | 'schedule' | 'alarm';
            /** @enum {string} */
            phase:
              | 'waiting'
              | 'snapshot'
              | 'split'
              | 'search'
              | 'train'
              | 'evaluate'
              | 'write'
              | 'register'
              | 'done';
            progress: number;
            trial: number | null;
            trials: number | null;
            parameters: {
              [key: string]: unknown;
            };
            error:
              | ({
                  code: string;
                  message: string;
                } & {
                  [key: string]: unknown;
                })
              | null;
            search: {
              budget: {
                trials: number;
                seconds: number;
              };
              folds: {
                learned: number;
                scored: number;
                failures: number;
              }[];
              trials: {
                logLoss: number;
                spread: number;
                prAuc: number | null;
                rocAuc: number | null;
                folds: number[];
                number: number;
                parameters: {
                  [key: string]: number;
                };
                trees: number[];
                stopped: boolean;
              }[];
              baselines: {
                logistic: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
                baseRate: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
              } | null;
              endedBy: ('trials' | 'seconds') | null;
              chosen: number | null;
              defaultsKept: boolean;
              verdict: {
                beats: boolean;
                logistic: {
                  lead: number;
                  error: number;
                };
                baseRate: {
                  lead: number;
                  error: number;
                };
              } | null;
            } | null;
            modelId: number | null;
            cancelRequested: boolean;
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
          };
        };
      };
      /** @description body_not_json, invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description run_in_progress, switched_off */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  getRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            /** @enum {string} */
            status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
            /** @enum {string} */
            cause: 'button' | 'http' | 'labels' | 'schedule' | 'alarm';
            /** @enum {string} */
            phase:
              | 'waiting'
              | 'snapshot'
              | 'split'
              | 'search'
              | 'train'
              | 'evaluate'
              | 'write'
              | 'register'
              | 'done';
            progress: number;
            trial: number | null;
            trials: number | null;
            parameters: {
              [key: string]: unknown;
            };
            error:
              | ({
                  code: string;
                  message: string;
                } & {
                  [key: string]: unknown;
                })
              | null;
            search: {
              budget: {
                trials: number;
                seconds: number;
              };
              folds: {
                learned: number;
                scored: number;
                failures: number;
              }[];
              trials: {
                logLoss: number;
                spread: number;
                prAuc: number | null;
                rocAuc: number | null;
                folds: number[];
                number: number;
                parameters: {
                  [key: string]: number;
                };
                trees: number[];
                stopped: boolean;
              }[];
              baselines: {
                logistic: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
                baseRate: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
              } | null;
              endedBy: ('trials' | 'seconds') | null;
              chosen: number | null;
              defaultsKept: boolean;
              verdict: {
                beats: boolean;
                logistic: {
                  lead: number;
                  error: number;
                };
                baseRate: {
                  lead: number;
                  error: number;
                };
              } | null;
            } | null;
            modelId: number | null;
            cancelRequested: boolean;
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
          };
        };
      };
      /** @description invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  cancelRun: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            id: number;
            /** @enum {string} */
            status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
            /** @enum {string} */
            cause: 'button' | 'http' | 'labels' | 'schedule' | 'alarm';
            /** @enum {string} */
            phase:
              | 'waiting'
              | 'snapshot'
              | 'split'
              | 'search'
              | 'train'
              | 'evaluate'
              | 'write'
              | 'register'
              | 'done';
            progress: number;
            trial: number | null;
            trials: number | null;
            parameters: {
              [key: string]: unknown;
            };
            error:
              | ({
                  code: string;
                  message: string;
                } & {
                  [key: string]: unknown;
                })
              | null;
            search: {
              budget: {
                trials: number;
                seconds: number;
              };
              folds: {
                learned: number;
                scored: number;
                failures: number;
              }[];
              trials: {
                logLoss: number;
                spread: number;
                prAuc: number | null;
                rocAuc: number | null;
                folds: number[];
                number: number;
                parameters: {
                  [key: string]: number;
                };
                trees: number[];
                stopped: boolean;
              }[];
              baselines: {
                logistic: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
                baseRate: {
                  logLoss: number;
                  spread: number;
                  prAuc: number | null;
                  rocAuc: number | null;
                  folds: number[];
                };
              } | null;
              endedBy: ('trials' | 'seconds') | null;
              chosen: number | null;
              defaultsKept: boolean;
              verdict: {
                beats: boolean;
                logistic: {
                  lead: number;
                  error: number;
                };
                baseRate: {
                  lead: number;
                  error: number;
                };
              } | null;
            } | null;
            modelId: number | null;
            cancelRequested: boolean;
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
          };
        };
      };
      /** @description invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description run_not_active */
      409: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  evaluate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          modelId: number;
          against?: number;
          window?: {
            from: string;
            to?: string;
          };
        };
      };
    };
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            evaluationId: number | null;
            window: {
              from: string;
              to: string;
              cars: number;
              failures: number;
            };
            seenInTraining: boolean;
            model: {
              modelId: number;
              name: string;
              metrics: {
                cars: number;
                failures: number;
                threshold: number;
                confusion: {
                  tp: number;
                  fp: number;
                  fn: number;
                  tn: number;
                };
                precision: number | null;
                recall: number | null;
                f1: number | null;
                accuracy: number | null;
                rocAuc: number | null;
                prAuc: number | null;
                brier: number | null;
                reliability?: {
                  cars: number;
                  predicted: number;
                  observed: number;
                }[];
                expectedCalibrationError?: number | null;
              };
              curves: {
                roc: {
                  x: number;
                  y: number;
                }[];
                precisionRecall: {
                  x: number;
                  y: number;
                }[];
              };
              scores?: {
                from: number;
                to: number;
                failed: number;
                passed: number;
              }[];
              segments?: {
                /** @enum {string} */
                by: 'engine' | 'color' | 'month' | 'checkpoint';
                value: string;
                cars: number;
                failures: number;
                longTests: number;
                caught: number;
              }[];
              capacity?: {
                longTests: number;
                caught: number;
                threshold: number;
              }[];
            };
            against: {
              modelId: number;
              name: string;
              metrics: {
                cars: number;
                failures: number;
                threshold: number;
                confusion: {
                  tp: number;
                  fp: number;
                  fn: number;
                  tn: number;
                };
                precision: number | null;
                recall: number | null;
                f1: number | null;
                accuracy: number | null;
                rocAuc: number | null;
                prAuc: number | null;
                brier: number | null;
                reliability?: {
                  cars: number;
                  predicted: number;
                  observed: number;
                }[];
                expectedCalibrationError?: number | null;
              };
              curves: {
                roc: {
                  x: number;
                  y: number;
                }[];
                precisionRecall: {
                  x: number;
                  y: number;
                }[];
              };
              scores?: {
                from: number;
                to: number;
                failed: number;
                passed: number;
              }[];
              segments?: {
                /** @enum {string} */
                by: 'engine' | 'color' | 'month' | 'checkpoint';
                value: string;
                cars: number;
                failures: number;
                longTests: number;
                caught: number;
              }[];
              capacity?: {
                longTests: number;
                caught: number;
                threshold: number;
              }[];
            } | null;
            naive: {
              cars: number;
              failures: number;
              threshold: number;
              confusion: {
                tp: number;
                fp: number;
                fn: number;
                tn: number;
              };
              precision: number | null;
              recall: number | null;
              f1: number | null;
              accuracy: number | null;
              rocAuc: number | null;
              prAuc: number | null;
              brier: number | null;
              reliability?: {
                cars: number;
                predicted: number;
                observed: number;
              }[];
              expectedCalibrationError?: number | null;
            };
            paired: {
              failures: {
                both: number;
                onlyModel: number;
                onlyAgainst: number;
                neither: number;
              };
              passes: {
                both: number;
                onlyModel: number;
                onlyAgainst: number;
                neither: number;
              };
            } | null;
            comparison: {
              verdict: {
                /** @enum {string} */
                word: 'better' | 'worse' | 'no_difference' | 'not_enough_failures';
                longTests: number;
                failures: {
                  both: number;
                  onlyModel: number;
                  onlyAgainst: number;
                  neither: number;
                };
                difference: number;
                interval: {
                  low: number;
                  high: number;
                } | null;
                pValue: number;
              };
              ownThresholds: {
                pValue: number;
              };
              differences: {
                /** @enum {string} */
                metric:
                  'precision' | 'recall' | 'f1' | 'rocAuc' | 'prAuc' | 'brier' | 'expectedCalibrationError';
                model: number | null;
                against: number | null;
                difference: number | null;
                interval: {
                  low: number;
                  high: number;
                } | null;
              }[];
              capacity: {
                longTests: number;
                model: {
                  caught: number;
                  threshold: number;
                };
                against: {
                  caught: number;
                  threshold: number;
                };
              }[];
              flips: {
                onlyModel: {
                  knr: string;
                  enteredAt: string;
                  probability: {
                    model: number;
                    against: number;
                  };
                  reasons: {
                    feature: string;
                    value: number | string | null;
                    typical: number | string | null;
                    effect: number;
                    contribution?: number;
                  }[];
                  failed: string[];
                }[];
                onlyAgainst: {
                  knr: string;
                  enteredAt: string;
                  probability: {
                    model: number;
                    against: number;
                  };
                  reasons: {
                    feature: string;
                    value: number | string | null;
                    typical: number | string | null;
                    effect: number;
                    contribution?: number;
                  }[];
                  failed: string[];
                }[];
              };
              segments: {
                /** @enum {string} */
                by: 'engine' | 'color' | 'month' | 'checkpoint';
                value: string;
                cars: number;
                failures: number;
                onlyModel: number;
                onlyAgainst: number;
                pValue: number | null;
                /** @enum {string} */
                word: 'better' | 'worse' | 'no_difference' | 'not_enough_failures';
              }[];
              live: {
                cars: number;
                known: number;
                failures: {
                  both: number;
                  onlyModel: number;
                  onlyAgainst: number;
                  neither: number;
                };
                passes: {
                  both: number;
                  onlyModel: number;
                  onlyAgainst: number;
                  neither: number;
                };
                pValue: number;
              } | null;
            } | null;
          };
        };
      };
      /** @description body_not_json, invalid_field */
      400: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, scope_missing */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_found */
      404: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description too_few_cars, too_few_failures */
      422: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description rate_limited */
      429: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          /** @description Seconds. */
          'retry-after'?: number;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description unavailable */
      503: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  scoreChallenger: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      200: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            scored: number;
            unscorable: number;
            left: boolean;
          };
        };
      };
      /** @description not_signed_in, token_expired, key_unknown, key_revoked, key_expired */
      401: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description not_allowed, person_required */
      403: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description internal */
      500: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description unavailable */
      503: {
        headers: {
          /** @description What every log line of this request carries. */
          'x-request-id'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
}
