export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  public: {
    Tables: {
      alarms: {
        Row: {
          checkpoint: string | null;
          close_reason: string | null;
          closed_at: string | null;
          closed_by: string | null;
          effect: number | null;
          expected_by: number | null;
          feature: string;
          first_window: number;
          id: number;
          last_window: number;
          model_id: number;
          p_value: number;
          picture: NonNullable<Json>;
          raised_at: string;
          since: string;
          window_cars: number;
        };
        ComputedFields: never;
        Insert: {
          checkpoint?: string | null;
          close_reason?: string | null;
          closed_at?: string | null;
          closed_by?: string | null;
          effect?: number | null;
          expected_by?: number | null;
          feature: string;
          first_window: number;
          id?: never;
          last_window: number;
          model_id: number;
          p_value: number;
          picture: NonNullable<Json>;
          raised_at?: string;
          since: string;
          window_cars: number;
        };
        Update: {
          checkpoint?: string | null;
          close_reason?: string | null;
          closed_at?: string | null;
          closed_by?: string | null;
          effect?: number | null;
          expected_by?: number | null;
          feature?: string;
          first_window?: number;
          id?: never;
          last_window?: number;
          model_id?: number;
          p_value?: number;
          picture?: NonNullable<Json>;
          raised_at?: string;
          since?: string;
          window_cars?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'alarms_expected_by_fkey';
            columns: ['expected_by'];
            isOneToOne: false;
            referencedRelation: 'calendar_events';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'alarms_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'alarms_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'alarms_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'alarms_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      api_keys: {
        Row: {
          created_at: string;
          created_by: string | null;
          expires_at: string;
          id: number;
          last_used_at: string | null;
          name: string;
          per_minute: number;
          prefix: string;
          revoked_at: string | null;
          scopes: string[];
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by?: string | null;
          expires_at: string;
          id?: never;
          last_used_at?: string | null;
          name: string;
          per_minute: number;
          prefix: string;
          revoked_at?: string | null;
          scopes: string[];
        };
        Update: {
          created_at?: string;
          created_by?: string | null;
          expires_at?: string;
          id?: never;
          last_used_at?: string | null;
          name?: string;
          per_minute?: number;
          prefix?: string;
          revoked_at?: string | null;
          scopes?: string[];
        };
        Relationships: [];
      };
      audit_lane: {
        Row: {
          prediction_id: number;
        };
        ComputedFields: never;
        Insert: {
          prediction_id: number;
        };
        Update: {
          prediction_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'audit_lane_prediction_id_fkey';
            columns: ['prediction_id'];
            isOneToOne: true;
            referencedRelation: 'predictions';
            referencedColumns: ['id'];
          },
        ];
      };
      calendar_events: {
        Row: {
          created_at: string;
          created_by: string | null;
          ends_on: string;
          id: number;
          kind: string;
          note: string;
          starts_on: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          created_by?: string | null;
          ends_on: string;
          id?: never;
          kind: string;
          note?: string;
          starts_on: string;
        };
        Update: {
          created_at?: string;
          created_by?: string | null;
          ends_on?: string;
          id?: never;
          kind?: string;
          note?: string;
          starts_on?: string;
        };
        Relationships: [];
      };
      candidate_answers: {
        Row: {
          against_id: number | null;
          answer: string;
          answered_by: string | null;
          created_at: string;
          evaluation_id: number | null;
          id: number;
          model_id: number;
          reason: string | null;
          until: string | null;
        };
        ComputedFields: never;
        Insert: {
          against_id?: number | null;
          answer: string;
          answered_by?: string | null;
          created_at?: string;
          evaluation_id?: number | null;
          id?: never;
          model_id: number;
          reason?: string | null;
          until?: string | null;
        };
        Update: {
          against_id?: number | null;
          answer?: string;
          answered_by?: string | null;
          created_at?: string;
          evaluation_id?: number | null;
          id?: never;
          model_id?: number;
          reason?: string | null;
          until?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'candidate_answers_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'candidate_answers_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_evaluation_id_fkey';
            columns: ['evaluation_id'];
            isOneToOne: false;
            referencedRelation: 'evaluations';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'candidate_answers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'candidate_answers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      car_features: {
        Row: {
          as_of: string | null;
          color: string;
          engine: string;
          failures_cab: number | null;
          failures_elsewhere: number | null;
          failures_group_1: number | null;
          failures_group_133: number | null;
          failures_group_137: number | null;
          failures_group_140: number | null;
          failures_group_2: number | null;
          failures_group_4: number | null;
          failures_group_5: number | null;
          failures_group_9830946: number | null;
          failures_group_multivalue: number | null;
          failures_group_none: number | null;
          failures_total: number | null;
          failures_zp5: number | null;
          failures_zp5a: number | null;
          failures_zp6: number | null;
          failures_zp61: number | null;
          failures_zp62: number | null;
          failures_zp7: number | null;
          hours_on_line: number | null;
          hours_since_last_failure: number | null;
          knr: string;
          last_failure_at: string | null;
          last_point_at: string | null;
          last_point_hour: number | null;
          last_point_weekday: number | null;
          line_failure_rate_200: number | null;
          loops_cab: number | null;
          loops_zp5: number | null;
          loops_zp5a: number | null;
          loops_zp6: number | null;
          loops_zp61: number | null;
          loops_zp7: number | null;
          minutes_cab_to_zp7: number | null;
          minutes_zp5_to_zp5a: number | null;
          minutes_zp5a_to_zp61: number | null;
          minutes_zp6_to_cab: number | null;
          minutes_zp61_to_zp6: number | null;
          status_events: number | null;
          status_repeated: number | null;
          tests_not_ok_1: number | null;
          tests_not_ok_2: number | null;
          tests_not_ok_718: number | null;
          tests_not_ok_last_24h: number | null;
          tests_not_ok_names: number | null;
          tests_ok_1: number | null;
          tests_ok_2: number | null;
          tests_ok_718: number | null;
          tests_repeated_not_ok: number | null;
          updated_at: string;
          value_mean_grad: number | null;
          value_mean_min: number | null;
          value_mean_mm: number | null;
          value_mean_nm: number | null;
          value_mean_percent: number | null;
          value_mean_v: number | null;
          value_sd_grad: number | null;
          value_sd_min: number | null;
          value_sd_mm: number | null;
          value_sd_nm: number | null;
          value_sd_percent: number | null;
          value_sd_v: number | null;
        };
        ComputedFields: never;
        Insert: {
          as_of?: string | null;
          color?: string;
          engine?: string;
          failures_cab?: number | null;
          failures_elsewhere?: number | null;
          failures_group_1?: number | null;
          failures_group_133?: number | null;
          failures_group_137?: number | null;
          failures_group_140?: number | null;
          failures_group_2?: number | null;
          failures_group_4?: number | null;
          failures_group_5?: number | null;
          failures_group_9830946?: number | null;
          failures_group_multivalue?: number | null;
          failures_group_none?: number | null;
          failures_total?: number | null;
          failures_zp5?: number | null;
          failures_zp5a?: number | null;
          failures_zp6?: number | null;
          failures_zp61?: number | null;
          failures_zp62?: number | null;
          failures_zp7?: number | null;
          hours_on_line?: number | null;
          hours_since_last_failure?: number | null;
          knr: string;
          last_failure_at?: string | null;
          last_point_at?: string | null;
          last_point_hour?: number | null;
          last_point_weekday?: number | null;
          line_failure_rate_200?: number | null;
          loops_cab?: number | null;
          loops_zp5?: number | null;
          loops_zp5a?: number | null;
          loops_zp6?: number | null;
          loops_zp61?: number | null;
          loops_zp7?: number | null;
          minutes_cab_to_zp7?: number | null;
          minutes_zp5_to_zp5a?: number | null;
          minutes_zp5a_to_zp61?: number | null;
          minutes_zp6_to_cab?: number | null;
          minutes_zp61_to_zp6?: number | null;
          status_events?: number | null;
          status_repeated?: number | null;
          tests_not_ok_1?: number | null;
          tests_not_ok_2?: number | null;
          tests_not_ok_718?: number | null;
          tests_not_ok_last_24h?: number | null;
          tests_not_ok_names?: number | null;
          tests_ok_1?: number | null;
          tests_ok_2?: number | null;
          tests_ok_718?: number | null;
          tests_repeated_not_ok?: number | null;
          updated_at?: string;
          value_mean_grad?: number | null;
          value_mean_min?: number | null;
          value_mean_mm?: number | null;
          value_mean_nm?: number | null;
          value_mean_percent?: number | null;
          value_mean_v?: number | null;
          value_sd_grad?: number | null;
          value_sd_min?: number | null;
          value_sd_mm?: number | null;
          value_sd_nm?: number | null;
          value_sd_percent?: number | null;
          value_sd_v?: number | null;
        };
        Update: {
          as_of?: string | null;
          color?: string;
          engine?: string;
          failures_cab?: number | null;
          failures_elsewhere?: number | null;
          failures_group_1?: number | null;
          failures_group_133?: number | null;
          failures_group_137?: number | null;
          failures_group_140?: number | null;
          failures_group_2?: number | null;
          failures_group_4?: number | null;
          failures_group_5?: number | null;
          failures_group_9830946?: number | null;
          failures_group_multivalue?: number | null;
          failures_group_none?: number | null;
          failures_total?: number | null;
          failures_zp5?: number | null;
          failures_zp5a?: number | null;
          failures_zp6?: number | null;
          failures_zp61?: number | null;
          failures_zp62?: number | null;
          failures_zp7?: number | null;
          hours_on_line?: number | null;
          hours_since_last_failure?: number | null;
          knr?: string;
          last_failure_at?: string | null;
          last_point_at?: string | null;
          last_point_hour?: number | null;
          last_point_weekday?: number | null;
          line_failure_rate_200?: number | null;
          loops_cab?: number | null;
          loops_zp5?: number | null;
          loops_zp5a?: number | null;
          loops_zp6?: number | null;
          loops_zp61?: number | null;
          loops_zp7?: number | null;
          minutes_cab_to_zp7?: number | null;
          minutes_zp5_to_zp5a?: number | null;
          minutes_zp5a_to_zp61?: number | null;
          minutes_zp6_to_cab?: number | null;
          minutes_zp61_to_zp6?: number | null;
          status_events?: number | null;
          status_repeated?: number | null;
          tests_not_ok_1?: number | null;
          tests_not_ok_2?: number | null;
          tests_not_ok_718?: number | null;
          tests_not_ok_last_24h?: number | null;
          tests_not_ok_names?: number | null;
          tests_ok_1?: number | null;
          tests_ok_2?: number | null;
          tests_ok_718?: number | null;
          tests_repeated_not_ok?: number | null;
          updated_at?: string;
          value_mean_grad?: number | null;
          value_mean_min?: number | null;
          value_mean_mm?: number | null;
          value_mean_nm?: number | null;
          value_mean_percent?: number | null;
          value_mean_v?: number | null;
          value_sd_grad?: number | null;
          value_sd_min?: number | null;
          value_sd_mm?: number | null;
          value_sd_nm?: number | null;
          value_sd_percent?: number | null;
          value_sd_v?: number | null;
        };
        Relationships: [];
      };
      cars: {
        Row: {
          color: string | null;
          engine: string | null;
          knr: string;
          model: string | null;
          road_test_at: string | null;
          road_test_ended_at: string | null;
          road_test_failed: boolean | null;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          color?: string | null;
          engine?: string | null;
          knr: string;
          model?: string | null;
          road_test_at?: string | null;
          road_test_ended_at?: string | null;
          road_test_failed?: boolean | null;
          updated_at?: string;
        };
        Update: {
          color?: string | null;
          engine?: string | null;
          knr?: string;
          model?: string | null;
          road_test_at?: string | null;
          road_test_ended_at?: string | null;
          road_test_failed?: boolean | null;
          updated_at?: string;
        };
        Relationships: [];
      };
      challenger_scores: {
        Row: {
          created_at: string;
          model_id: number;
          prediction_id: number;
          probability: number | null;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          model_id: number;
          prediction_id: number;
          probability?: number | null;
        };
        Update: {
          created_at?: string;
          model_id?: number;
          prediction_id?: number;
          probability?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'challenger_scores_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'challenger_scores_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'challenger_scores_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'challenger_scores_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'challenger_scores_prediction_id_fkey';
            columns: ['prediction_id'];
            isOneToOne: false;
            referencedRelation: 'predictions';
            referencedColumns: ['id'];
          },
        ];
      };
      challengers: {
        Row: {
          after_prediction: number;
          created_at: string;
          ended_at: string | null;
          ended_by: string | null;
          id: number;
          model_id: number;
          reason: string | null;
          scored_to: number;
          set_by: string | null;
          settled: boolean;
        };
        ComputedFields: never;
        Insert: {
          after_prediction: number;
          created_at?: string;
          ended_at?: string | null;
          ended_by?: string | null;
          id?: never;
          model_id: number;
          reason?: string | null;
          scored_to: number;
          set_by?: string | null;
          settled?: boolean;
        };
        Update: {
          after_prediction?: number;
          created_at?: string;
          ended_at?: string | null;
          ended_by?: string | null;
          id?: never;
          model_id?: number;
          reason?: string | null;
          scored_to?: number;
          set_by?: string | null;
          settled?: boolean;
        };
        Relationships: [
          {
            foreignKeyName: 'challengers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'challengers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'challengers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'challengers_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      changes: {
        Row: {
          after: Json | null;
          at: string;
          before: Json | null;
          id: number;
          key_id: number | null;
          kind: string;
          person: string | null;
          subject: string;
        };
        ComputedFields: never;
        Insert: {
          after?: Json | null;
          at?: string;
          before?: Json | null;
          id?: never;
          key_id?: number | null;
          kind: string;
          person?: string | null;
          subject: string;
        };
        Update: {
          after?: Json | null;
          at?: string;
          before?: Json | null;
          id?: never;
          key_id?: number | null;
          kind?: string;
          person?: string | null;
          subject?: string;
        };
        Relationships: [];
      };
      dataset_cars: {
        Row: {
          dataset_id: number;
          from_at: string;
          knr: string;
          to_at: string;
        };
        ComputedFields: never;
        Insert: {
          dataset_id: number;
          from_at: string;
          knr: string;
          to_at: string;
        };
        Update: {
          dataset_id?: number;
          from_at?: string;
          knr?: string;
          to_at?: string;
        };
        Relationships: [];
      };
      dataset_codes: {
        Row: {
          code: string;
          column_name: string;
          dataset_id: number;
          rows: number;
        };
        ComputedFields: never;
        Insert: {
          code: string;
          column_name: string;
          dataset_id: number;
          rows: number;
        };
        Update: {
          code?: string;
          column_name?: string;
          dataset_id?: number;
          rows?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'dataset_codes_dataset_id_fkey';
            columns: ['dataset_id'];
            isOneToOne: false;
            referencedRelation: 'datasets';
            referencedColumns: ['id'];
          },
        ];
      };
      dataset_months: {
        Row: {
          cars: number;
          dataset_id: number;
          days: string[];
          month: string;
          not_ok: number;
          road_test_failures: number;
          rows: number;
        };
        ComputedFields: never;
        Insert: {
          cars: number;
          dataset_id: number;
          days: string[];
          month: string;
          not_ok: number;
          road_test_failures: number;
          rows: number;
        };
        Update: {
          cars?: number;
          dataset_id?: number;
          days?: string[];
          month?: string;
          not_ok?: number;
          road_test_failures?: number;
          rows?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'dataset_months_dataset_id_fkey';
            columns: ['dataset_id'];
            isOneToOne: false;
            referencedRelation: 'datasets';
            referencedColumns: ['id'];
          },
        ];
      };
      datasets: {
        Row: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        ComputedFields: never;
        Insert: {
          answers?: NonNullable<Json>;
          bytes?: number | null;
          bytes_read?: number | null;
          cancel_requested?: boolean;
          cars_touched?: number | null;
          created_at?: string;
          declared_kind?: string | null;
          duplicate_of?: number | null;
          error?: Json | null;
          finished_at?: string | null;
          heartbeat_at?: string | null;
          id?: never;
          kind?: string | null;
          live_from?: string | null;
          live_to?: string | null;
          name: string;
          period_from?: string | null;
          period_to?: string | null;
          phase?: string;
          progress?: number;
          quality?: Json | null;
          question?: Json | null;
          reading?: NonNullable<Json>;
          rejects_path?: string | null;
          removed_at?: string | null;
          removed_by?: string | null;
          review?: string | null;
          reviewed_at?: string | null;
          reviewed_by?: string | null;
          rows_corrected?: number | null;
          rows_duplicate?: number | null;
          rows_loaded?: number | null;
          rows_read?: number | null;
          rows_rejected?: number | null;
          seconds_left?: number | null;
          sha256?: string | null;
          source?: string;
          started_at?: string | null;
          status?: string;
          storage_path?: string | null;
          upload_deleted_at?: string | null;
          uploaded_by?: string | null;
          uploaded_key?: number | null;
        };
        Update: {
          answers?: NonNullable<Json>;
          bytes?: number | null;
          bytes_read?: number | null;
          cancel_requested?: boolean;
          cars_touched?: number | null;
          created_at?: string;
          declared_kind?: string | null;
          duplicate_of?: number | null;
          error?: Json | null;
          finished_at?: string | null;
          heartbeat_at?: string | null;
          id?: never;
          kind?: string | null;
          live_from?: string | null;
          live_to?: string | null;
          name?: string;
          period_from?: string | null;
          period_to?: string | null;
          phase?: string;
          progress?: number;
          quality?: Json | null;
          question?: Json | null;
          reading?: NonNullable<Json>;
          rejects_path?: string | null;
          removed_at?: string | null;
          removed_by?: string | null;
          review?: string | null;
          reviewed_at?: string | null;
          reviewed_by?: string | null;
          rows_corrected?: number | null;
          rows_duplicate?: number | null;
          rows_loaded?: number | null;
          rows_read?: number | null;
          rows_rejected?: number | null;
          seconds_left?: number | null;
          sha256?: string | null;
          source?: string;
          started_at?: string | null;
          status?: string;
          storage_path?: string | null;
          upload_deleted_at?: string | null;
          uploaded_by?: string | null;
          uploaded_key?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'datasets_duplicate_of_fkey';
            columns: ['duplicate_of'];
            isOneToOne: false;
            referencedRelation: 'datasets';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'datasets_uploaded_key_fkey';
            columns: ['uploaded_key'];
            isOneToOne: false;
            referencedRelation: 'api_keys';
            referencedColumns: ['id'];
          },
        ];
      };
      deployments: {
        Row: {
          comparison: Json | null;
          created_at: string;
          deployed_by: string;
          evaluation_id: number | null;
          hash: string;
          id: number;
          model_id: number;
          override_reason: string | null;
          preflight: Json | null;
          previous_hash: string;
          previous_id: number | null;
          reason: string;
          rolled_back_to: number | null;
          threshold: number;
        };
        ComputedFields: never;
        Insert: {
          comparison?: Json | null;
          created_at?: string;
          deployed_by: string;
          evaluation_id?: number | null;
          hash: string;
          id?: never;
          model_id: number;
          override_reason?: string | null;
          preflight?: Json | null;
          previous_hash: string;
          previous_id?: number | null;
          reason: string;
          rolled_back_to?: number | null;
          threshold: number;
        };
        Update: {
          comparison?: Json | null;
          created_at?: string;
          deployed_by?: string;
          evaluation_id?: number | null;
          hash?: string;
          id?: never;
          model_id?: number;
          override_reason?: string | null;
          preflight?: Json | null;
          previous_hash?: string;
          previous_id?: number | null;
          reason?: string;
          rolled_back_to?: number | null;
          threshold?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'deployments_evaluation_id_fkey';
            columns: ['evaluation_id'];
            isOneToOne: false;
            referencedRelation: 'evaluations';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'deployments_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'deployments_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'deployments_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'deployments_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'deployments_previous_id_fkey';
            columns: ['previous_id'];
            isOneToOne: false;
            referencedRelation: 'deployments';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'deployments_rolled_back_to_fkey';
            columns: ['rolled_back_to'];
            isOneToOne: false;
            referencedRelation: 'deployments';
            referencedColumns: ['id'];
          },
        ];
      };
      evaluations: {
        Row: {
          against_id: number | null;
          created_at: string;
          created_by: string | null;
          id: number;
          model_id: number;
          result: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          against_id?: number | null;
          created_at?: string;
          created_by?: string | null;
          id?: never;
          model_id: number;
          result: NonNullable<Json>;
        };
        Update: {
          against_id?: number | null;
          created_at?: string;
          created_by?: string | null;
          id?: never;
          model_id?: number;
          result?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: 'evaluations_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'evaluations_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'evaluations_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'evaluations_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'evaluations_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'evaluations_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'evaluations_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'evaluations_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      failures: {
        Row: {
          checkpoint: string;
          dataset_id: number;
          failure: string;
          failure_group: string;
          found_at: string;
          knr: string;
          row_key: string;
          station: string | null;
        };
        ComputedFields: never;
        Insert: {
          checkpoint: string;
          dataset_id: number;
          failure: string;
          failure_group: string;
          found_at: string;
          knr: string;
          row_key: string;
          station?: string | null;
        };
        Update: {
          checkpoint?: string;
          dataset_id?: number;
          failure?: string;
          failure_group?: string;
          found_at?: string;
          knr?: string;
          row_key?: string;
          station?: string | null;
        };
        Relationships: [];
      };
      ingest_requests: {
        Row: {
          answer: NonNullable<Json>;
          body_hash: string;
          created_at: string;
          key: string;
          requested_by: string | null;
          requested_key: number | null;
        };
        ComputedFields: never;
        Insert: {
          answer: NonNullable<Json>;
          body_hash: string;
          created_at?: string;
          key: string;
          requested_by?: string | null;
          requested_key?: number | null;
        };
        Update: {
          answer?: NonNullable<Json>;
          body_hash?: string;
          created_at?: string;
          key?: string;
          requested_by?: string | null;
          requested_key?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'ingest_requests_requested_key_fkey';
            columns: ['requested_key'];
            isOneToOne: false;
            referencedRelation: 'api_keys';
            referencedColumns: ['id'];
          },
        ];
      };
      ingested_rows: {
        Row: {
          dataset_id: number;
          fact_key: string;
          fields: NonNullable<Json>;
          happened_at: string;
          kind: string;
          knr: string;
          received_at: string;
        };
        ComputedFields: never;
        Insert: {
          dataset_id: number;
          fact_key: string;
          fields: NonNullable<Json>;
          happened_at: string;
          kind: string;
          knr: string;
          received_at?: string;
        };
        Update: {
          dataset_id?: number;
          fact_key?: string;
          fields?: NonNullable<Json>;
          happened_at?: string;
          kind?: string;
          knr?: string;
          received_at?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'ingested_rows_dataset_id_fkey';
            columns: ['dataset_id'];
            isOneToOne: false;
            referencedRelation: 'datasets';
            referencedColumns: ['id'];
          },
        ];
      };
      lake_files: {
        Row: {
          bytes: number;
          created_at: string;
          dataset_id: number;
          month: string;
          rows: number;
          storage_path: string;
        };
        ComputedFields: never;
        Insert: {
          bytes: number;
          created_at?: string;
          dataset_id: number;
          month: string;
          rows: number;
          storage_path: string;
        };
        Update: {
          bytes?: number;
          created_at?: string;
          dataset_id?: number;
          month?: string;
          rows?: number;
          storage_path?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'lake_files_dataset_id_fkey';
            columns: ['dataset_id'];
            isOneToOne: false;
            referencedRelation: 'datasets';
            referencedColumns: ['id'];
          },
        ];
      };
      memberships: {
        Row: {
          created_at: string;
          role: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          role: string;
          user_id: string;
        };
        Update: {
          created_at?: string;
          role?: string;
          user_id?: string;
        };
        Relationships: [];
      };
      models: {
        Row: {
          algorithm: string;
          baseline: Json | null;
          bytes: number;
          cars_trained: number;
          created_at: string;
          created_by: string | null;
          created_key: number | null;
          dependence: NonNullable<Json>;
          golden: NonNullable<Json>;
          holdout_from: string | null;
          id: number;
          importance: NonNullable<Json>;
          inputs: NonNullable<Json>;
          metrics: Json | null;
          name: string;
          parameters: NonNullable<Json>;
          sha256: string;
          snapshot_id: number | null;
          storage_path: string;
          threshold: number;
          threshold_policy: Json | null;
          training_run_id: number | null;
          trees_path: string | null;
          trees_sha256: string | null;
          typical: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          algorithm: string;
          baseline?: Json | null;
          bytes: number;
          cars_trained: number;
          created_at?: string;
          created_by?: string | null;
          created_key?: number | null;
          dependence?: NonNullable<Json>;
          golden?: NonNullable<Json>;
          holdout_from?: string | null;
          id?: never;
          importance?: NonNullable<Json>;
          inputs: NonNullable<Json>;
          metrics?: Json | null;
          name: string;
          parameters?: NonNullable<Json>;
          sha256: string;
          snapshot_id?: number | null;
          storage_path: string;
          threshold: number;
          threshold_policy?: Json | null;
          training_run_id?: number | null;
          trees_path?: string | null;
          trees_sha256?: string | null;
          typical?: NonNullable<Json>;
        };
        Update: {
          algorithm?: string;
          baseline?: Json | null;
          bytes?: number;
          cars_trained?: number;
          created_at?: string;
          created_by?: string | null;
          created_key?: number | null;
          dependence?: NonNullable<Json>;
          golden?: NonNullable<Json>;
          holdout_from?: string | null;
          id?: never;
          importance?: NonNullable<Json>;
          inputs?: NonNullable<Json>;
          metrics?: Json | null;
          name?: string;
          parameters?: NonNullable<Json>;
          sha256?: string;
          snapshot_id?: number | null;
          storage_path?: string;
          threshold?: number;
          threshold_policy?: Json | null;
          training_run_id?: number | null;
          trees_path?: string | null;
          trees_sha256?: string | null;
          typical?: NonNullable<Json>;
        };
        Relationships: [
          {
            foreignKeyName: 'models_created_key_fkey';
            columns: ['created_key'];
            isOneToOne: false;
            referencedRelation: 'api_keys';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'models_snapshot_id_fkey';
            columns: ['snapshot_id'];
            isOneToOne: false;
            referencedRelation: 'snapshots';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'models_training_run_id_fkey';
            columns: ['training_run_id'];
            isOneToOne: true;
            referencedRelation: 'training_runs';
            referencedColumns: ['id'];
          },
        ];
      };
      monitor_windows: {
        Row: {
          cars: number;
          created_at: string;
          findings: NonNullable<Json>;
          first_at: string;
          first_prediction: number;
          last_at: string;
          last_prediction: number;
          model_id: number;
          number: number;
          untested: string | null;
        };
        ComputedFields: never;
        Insert: {
          cars: number;
          created_at?: string;
          findings?: NonNullable<Json>;
          first_at: string;
          first_prediction: number;
          last_at: string;
          last_prediction: number;
          model_id: number;
          number: number;
          untested?: string | null;
        };
        Update: {
          cars?: number;
          created_at?: string;
          findings?: NonNullable<Json>;
          first_at?: string;
          first_prediction?: number;
          last_at?: string;
          last_prediction?: number;
          model_id?: number;
          number?: number;
          untested?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: 'monitor_windows_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'monitor_windows_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'monitor_windows_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'monitor_windows_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      notice_reads: {
        Row: {
          notice_id: number;
          read_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          notice_id: number;
          read_at?: string;
          user_id: string;
        };
        Update: {
          notice_id?: number;
          read_at?: string;
          user_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'notice_reads_notice_id_fkey';
            columns: ['notice_id'];
            isOneToOne: false;
            referencedRelation: 'notices';
            referencedColumns: ['id'];
          },
        ];
      };
      notices: {
        Row: {
          created_at: string;
          facts: NonNullable<Json>;
          id: number;
          kind: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          facts: NonNullable<Json>;
          id?: never;
          kind: string;
        };
        Update: {
          created_at?: string;
          facts?: NonNullable<Json>;
          id?: never;
          kind?: string;
        };
        Relationships: [];
      };
      plant_settings: {
        Row: {
          audit_share: number;
          cars_per_shift: number | null;
          cost_escaped: number | null;
          cost_needless: number | null;
          date_order: string | null;
          delivery_days: number;
          evaluation_days: number;
          long_tests_per_shift: number | null;
          monitor_window: number;
          notice_days: number;
          only_row: boolean;
          prediction_days: number;
          preflight_days: number;
          quality_blank_more: number;
          quality_days_share: number;
          quality_min_cars: number;
          quality_min_rows: number;
          quality_new_code_share: number;
          quality_rate_mads: number;
          quality_rate_share: number;
          quality_rejected_share: number;
          result_days: number;
          search_log_days: number;
          threshold_policy: string;
          updated_at: string;
          upload_days: number;
        };
        ComputedFields: never;
        Insert: {
          audit_share?: number;
          cars_per_shift?: number | null;
          cost_escaped?: number | null;
          cost_needless?: number | null;
          date_order?: string | null;
          delivery_days?: number;
          evaluation_days?: number;
          long_tests_per_shift?: number | null;
          monitor_window?: number;
          notice_days?: number;
          only_row?: boolean;
          prediction_days?: number;
          preflight_days?: number;
          quality_blank_more?: number;
          quality_days_share?: number;
          quality_min_cars?: number;
          quality_min_rows?: number;
          quality_new_code_share?: number;
          quality_rate_mads?: number;
          quality_rate_share?: number;
          quality_rejected_share?: number;
          result_days?: number;
          search_log_days?: number;
          threshold_policy?: string;
          updated_at?: string;
          upload_days?: number;
        };
        Update: {
          audit_share?: number;
          cars_per_shift?: number | null;
          cost_escaped?: number | null;
          cost_needless?: number | null;
          date_order?: string | null;
          delivery_days?: number;
          evaluation_days?: number;
          long_tests_per_shift?: number | null;
          monitor_window?: number;
          notice_days?: number;
          only_row?: boolean;
          prediction_days?: number;
          preflight_days?: number;
          quality_blank_more?: number;
          quality_days_share?: number;
          quality_min_cars?: number;
          quality_min_rows?: number;
          quality_new_code_share?: number;
          quality_rate_mads?: number;
          quality_rate_share?: number;
          quality_rejected_share?: number;
          result_days?: number;
          search_log_days?: number;
          threshold_policy?: string;
          updated_at?: string;
          upload_days?: number;
        };
        Relationships: [];
      };
      predictions: {
        Row: {
          ahead: boolean;
          asked_at: string | null;
          created_at: string;
          decision: string;
          deployment_id: number;
          features: Json | null;
          id: number;
          knr: string;
          label_known: boolean;
          late: boolean;
          operator_at: string | null;
          operator_by: string | null;
          operator_decision: string | null;
          operator_note: string | null;
          operator_reason: string | null;
          outcome: boolean | null;
          outcome_at: string | null;
          probability: number | null;
          reasons: NonNullable<Json>;
          request_id: string | null;
          requested_by: string | null;
          requested_key: number | null;
        };
        ComputedFields: never;
        Insert: {
          ahead?: boolean;
          asked_at?: string | null;
          created_at?: string;
          decision: string;
          deployment_id: number;
          features?: Json | null;
          id?: never;
          knr: string;
          label_known?: boolean;
          late?: boolean;
          operator_at?: string | null;
          operator_by?: string | null;
          operator_decision?: string | null;
          operator_note?: string | null;
          operator_reason?: string | null;
          outcome?: boolean | null;
          outcome_at?: string | null;
          probability?: number | null;
          reasons?: NonNullable<Json>;
          request_id?: string | null;
          requested_by?: string | null;
          requested_key?: number | null;
        };
        Update: {
          ahead?: boolean;
          asked_at?: string | null;
          created_at?: string;
          decision?: string;
          deployment_id?: number;
          features?: Json | null;
          id?: never;
          knr?: string;
          label_known?: boolean;
          late?: boolean;
          operator_at?: string | null;
          operator_by?: string | null;
          operator_decision?: string | null;
          operator_note?: string | null;
          operator_reason?: string | null;
          outcome?: boolean | null;
          outcome_at?: string | null;
          probability?: number | null;
          reasons?: NonNullable<Json>;
          request_id?: string | null;
          requested_by?: string | null;
          requested_key?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'predictions_deployment_id_fkey';
            columns: ['deployment_id'];
            isOneToOne: false;
            referencedRelation: 'deployments';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'predictions_requested_key_fkey';
            columns: ['requested_key'];
            isOneToOne: false;
            referencedRelation: 'api_keys';
            referencedColumns: ['id'];
          },
        ];
      };
      preflights: {
        Row: {
          checks: NonNullable<Json>;
          created_at: string;
          created_by: string | null;
          id: number;
          model_id: number;
          ok: boolean;
          sha256: string;
        };
        ComputedFields: never;
        Insert: {
          checks: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          id?: never;
          model_id: number;
          ok?: never;
          sha256: string;
        };
        Update: {
          checks?: NonNullable<Json>;
          created_at?: string;
          created_by?: string | null;
          id?: never;
          model_id?: number;
          ok?: never;
          sha256?: string;
        };
        Relationships: [
          {
            foreignKeyName: 'preflights_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'preflights_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'preflights_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'preflights_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      refused_comparisons: {
        Row: {
          against_id: number;
          code: string;
          created_at: string;
          details: NonNullable<Json>;
          model_id: number;
        };
        ComputedFields: never;
        Insert: {
          against_id: number;
          code: string;
          created_at?: string;
          details?: NonNullable<Json>;
          model_id: number;
        };
        Update: {
          against_id?: number;
          code?: string;
          created_at?: string;
          details?: NonNullable<Json>;
          model_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'refused_comparisons_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'refused_comparisons_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'refused_comparisons_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'refused_comparisons_against_id_fkey';
            columns: ['against_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'refused_comparisons_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'refused_comparisons_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'refused_comparisons_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'refused_comparisons_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
        ];
      };
      retrain_policy: {
        Row: {
          asked_for: string;
          by_button: boolean;
          by_http: boolean;
          debounce_seconds: number;
          labels_since_run: number;
          min_new_labels: number | null;
          on_alarm: boolean;
          only_row: boolean;
          schedule: string | null;
          schedule_hour: number;
          schedule_weekday: number;
          time_zone: string;
          updated_at: string;
          waiting: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          asked_for?: string;
          by_button?: boolean;
          by_http?: boolean;
          debounce_seconds?: number;
          labels_since_run?: number;
          min_new_labels?: number | null;
          on_alarm?: boolean;
          only_row?: boolean;
          schedule?: string | null;
          schedule_hour?: number;
          schedule_weekday?: number;
          time_zone?: string;
          updated_at?: string;
          waiting?: NonNullable<Json>;
        };
        Update: {
          asked_for?: string;
          by_button?: boolean;
          by_http?: boolean;
          debounce_seconds?: number;
          labels_since_run?: number;
          min_new_labels?: number | null;
          on_alarm?: boolean;
          only_row?: boolean;
          schedule?: string | null;
          schedule_hour?: number;
          schedule_weekday?: number;
          time_zone?: string;
          updated_at?: string;
          waiting?: NonNullable<Json>;
        };
        Relationships: [];
      };
      snapshot_cars: {
        Row: {
          datasets: NonNullable<Json>;
          excluded: NonNullable<Json>;
          held_out: string[];
          learned: string[];
          snapshot_id: number;
        };
        ComputedFields: never;
        Insert: {
          datasets?: NonNullable<Json>;
          excluded?: NonNullable<Json>;
          held_out: string[];
          learned: string[];
          snapshot_id: number;
        };
        Update: {
          datasets?: NonNullable<Json>;
          excluded?: NonNullable<Json>;
          held_out?: string[];
          learned?: string[];
          snapshot_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'snapshot_cars_snapshot_id_fkey';
            columns: ['snapshot_id'];
            isOneToOne: true;
            referencedRelation: 'snapshots';
            referencedColumns: ['id'];
          },
        ];
      };
      snapshots: {
        Row: {
          cars: number;
          created_at: string;
          failures: number;
          holdout_from: string;
          id: number;
          period_from: string;
          period_to: string;
          sha256: string;
          storage_path: string;
        };
        ComputedFields: never;
        Insert: {
          cars: number;
          created_at?: string;
          failures: number;
          holdout_from: string;
          id?: never;
          period_from: string;
          period_to: string;
          sha256: string;
          storage_path: string;
        };
        Update: {
          cars?: number;
          created_at?: string;
          failures?: number;
          holdout_from?: string;
          id?: never;
          period_from?: string;
          period_to?: string;
          sha256?: string;
          storage_path?: string;
        };
        Relationships: [];
      };
      status_events: {
        Row: {
          checkpoint: string | null;
          dataset_id: number;
          knr: string;
          passed_at: string;
          row_key: string;
          status: string;
        };
        ComputedFields: never;
        Insert: {
          checkpoint?: string | null;
          dataset_id: number;
          knr: string;
          passed_at: string;
          row_key: string;
          status: string;
        };
        Update: {
          checkpoint?: string | null;
          dataset_id?: number;
          knr?: string;
          passed_at?: string;
          row_key?: string;
          status?: string;
        };
        Relationships: [];
      };
      test_failures: {
        Row: {
          dataset_id: number;
          knr: string;
          name: string;
          row_key: string;
          test_group: number;
          tested_at: string;
          unit: string;
          value: number | null;
          value_id: string | null;
        };
        ComputedFields: never;
        Insert: {
          dataset_id: number;
          knr: string;
          name: string;
          row_key: string;
          test_group: number;
          tested_at: string;
          unit: string;
          value?: number | null;
          value_id?: string | null;
        };
        Update: {
          dataset_id?: number;
          knr?: string;
          name?: string;
          row_key?: string;
          test_group?: number;
          tested_at?: string;
          unit?: string;
          value?: number | null;
          value_id?: string | null;
        };
        Relationships: [];
      };
      test_results: {
        Row: {
          first_at: string;
          hour: string;
          knr: string;
          last_at: string;
          not_ok: number;
          ok: number;
          test_group: number;
          unit: string;
          value_count: number;
          value_max: number | null;
          value_min: number | null;
          value_sum: number;
          value_sum_sq: number;
        };
        ComputedFields: never;
        Insert: {
          first_at: string;
          hour: string;
          knr: string;
          last_at: string;
          not_ok: number;
          ok: number;
          test_group: number;
          unit: string;
          value_count: number;
          value_max?: number | null;
          value_min?: number | null;
          value_sum: number;
          value_sum_sq: number;
        };
        Update: {
          first_at?: string;
          hour?: string;
          knr?: string;
          last_at?: string;
          not_ok?: number;
          ok?: number;
          test_group?: number;
          unit?: string;
          value_count?: number;
          value_max?: number | null;
          value_min?: number | null;
          value_sum?: number;
          value_sum_sq?: number;
        };
        Relationships: [];
      };
      training_runs: {
        Row: {
          cancel_requested: boolean;
          cars_in_review: number | null;
          cause: string;
          causes: NonNullable<Json>;
          created_at: string;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          model_id: number | null;
          news: Json | null;
          not_before: string;
          parameters: NonNullable<Json>;
          phase: string;
          progress: number;
          requested_by: string | null;
          requested_key: number | null;
          search: Json | null;
          snapshot_id: number | null;
          started_at: string | null;
          status: string;
          trial: number | null;
          trials: number | null;
        };
        ComputedFields: never;
        Insert: {
          cancel_requested?: boolean;
          cars_in_review?: number | null;
          cause: string;
          causes?: NonNullable<Json>;
          created_at?: string;
          error?: Json | null;
          finished_at?: string | null;
          heartbeat_at?: string | null;
          id?: never;
          model_id?: number | null;
          news?: Json | null;
          not_before?: string;
          parameters?: NonNullable<Json>;
          phase?: string;
          progress?: number;
          requested_by?: string | null;
          requested_key?: number | null;
          search?: Json | null;
          snapshot_id?: number | null;
          started_at?: string | null;
          status?: string;
          trial?: number | null;
          trials?: number | null;
        };
        Update: {
          cancel_requested?: boolean;
          cars_in_review?: number | null;
          cause?: string;
          causes?: NonNullable<Json>;
          created_at?: string;
          error?: Json | null;
          finished_at?: string | null;
          heartbeat_at?: string | null;
          id?: never;
          model_id?: number | null;
          news?: Json | null;
          not_before?: string;
          parameters?: NonNullable<Json>;
          phase?: string;
          progress?: number;
          requested_by?: string | null;
          requested_key?: number | null;
          search?: Json | null;
          snapshot_id?: number | null;
          started_at?: string | null;
          status?: string;
          trial?: number | null;
          trials?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'training_runs_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'candidates';
            referencedColumns: ['model_id'];
          },
          {
            foreignKeyName: 'training_runs_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_list';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'training_runs_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'model_overview';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'training_runs_model_id_fkey';
            columns: ['model_id'];
            isOneToOne: false;
            referencedRelation: 'models';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'training_runs_requested_key_fkey';
            columns: ['requested_key'];
            isOneToOne: false;
            referencedRelation: 'api_keys';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'training_runs_snapshot_id_fkey';
            columns: ['snapshot_id'];
            isOneToOne: false;
            referencedRelation: 'snapshots';
            referencedColumns: ['id'];
          },
        ];
      };
      upkeep_runs: {
        Row: {
          finished_at: string | null;
          id: number;
          started_at: string;
          thinned: NonNullable<Json>;
        };
        ComputedFields: never;
        Insert: {
          finished_at?: string | null;
          id?: never;
          started_at?: string;
          thinned?: NonNullable<Json>;
        };
        Update: {
          finished_at?: string | null;
          id?: never;
          started_at?: string;
          thinned?: NonNullable<Json>;
        };
        Relationships: [];
      };
      webhook_deliveries: {
        Row: {
          asked: boolean;
          body: string | null;
          created_at: string;
          id: number;
          kind: string;
          message_id: string;
          not_before: string;
          notice_id: number | null;
          state: string;
          webhook_id: number;
        };
        ComputedFields: never;
        Insert: {
          asked?: boolean;
          body?: string | null;
          created_at?: string;
          id?: never;
          kind: string;
          message_id?: string;
          not_before?: string;
          notice_id?: number | null;
          state?: string;
          webhook_id: number;
        };
        Update: {
          asked?: boolean;
          body?: string | null;
          created_at?: string;
          id?: never;
          kind?: string;
          message_id?: string;
          not_before?: string;
          notice_id?: number | null;
          state?: string;
          webhook_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_deliveries_notice_id_fkey';
            columns: ['notice_id'];
            isOneToOne: false;
            referencedRelation: 'notices';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'webhook_deliveries_webhook_id_fkey';
            columns: ['webhook_id'];
            isOneToOne: false;
            referencedRelation: 'webhooks';
            referencedColumns: ['id'];
          },
        ];
      };
      webhook_tries: {
        Row: {
          answer: string | null;
          at: string;
          delivery_id: number;
          error: string | null;
          id: number;
          ms: number;
          status: number | null;
        };
        ComputedFields: never;
        Insert: {
          answer?: string | null;
          at?: string;
          delivery_id: number;
          error?: string | null;
          id?: never;
          ms: number;
          status?: number | null;
        };
        Update: {
          answer?: string | null;
          at?: string;
          delivery_id?: number;
          error?: string | null;
          id?: never;
          ms?: number;
          status?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: 'webhook_tries_delivery_id_fkey';
            columns: ['delivery_id'];
            isOneToOne: false;
            referencedRelation: 'webhook_deliveries';
            referencedColumns: ['id'];
          },
        ];
      };
      webhooks: {
        Row: {
          active: boolean;
          address: string;
          created_at: string;
          created_by: string | null;
          failures_in_row: number;
          id: number;
          kinds: string[];
          off_because: string | null;
        };
        ComputedFields: never;
        Insert: {
          active?: boolean;
          address: string;
          created_at?: string;
          created_by?: string | null;
          failures_in_row?: number;
          id?: never;
          kinds: string[];
          off_because?: string | null;
        };
        Update: {
          active?: boolean;
          address?: string;
          created_at?: string;
          created_by?: string | null;
          failures_in_row?: number;
          id?: never;
          kinds?: string[];
          off_because?: string | null;
        };
        Relationships: [];
      };
    };
    Views: {
      candidates: {
        Row: {
          answer: string | null;
          answered_at: string | null;
          created_at: string;
          model_id: number;
          reason: string | null;
          until: string | null;
          waiting: boolean | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      model_list: {
        Row: {
          accuracy: number | null;
          algorithm: string;
          brier: number | null;
          cars: number | null;
          cars_trained: number;
          confusion: Json | null;
          created_at: string;
          deployed_at: string | null;
          deployed_threshold: number | null;
          deployment_reason: string | null;
          f1: number | null;
          failures: number | null;
          holdout_from: string | null;
          id: number;
          naive_precision: number | null;
          name: string;
          origin: string | null;
          pr_auc: number | null;
          precision: number | null;
          recall: number | null;
          roc_auc: number | null;
          searched: string | null;
          status: string | null;
          threshold: number;
        };
        ComputedFields: never;
        Relationships: [];
      };
      model_overview: {
        Row: {
          algorithm: string;
          baseline: Json | null;
          bytes: number;
          cars_trained: number;
          created_at: string;
          created_by: string | null;
          deployed_at: string | null;
          deployment_reason: string | null;
          holdout_from: string | null;
          id: number;
          importance: NonNullable<Json>;
          inputs: NonNullable<Json>;
          metrics: Json | null;
          name: string;
          parameters: NonNullable<Json>;
          sha256: string;
          snapshot_id: number | null;
          status: string | null;
          storage_path: string;
          threshold: number;
          threshold_policy: Json | null;
          training_run_id: number | null;
          typical: NonNullable<Json>;
        };
        ComputedFields: never;
        Relationships: [
          {
            foreignKeyName: 'models_snapshot_id_fkey';
            columns: ['snapshot_id'];
            isOneToOne: false;
            referencedRelation: 'snapshots';
            referencedColumns: ['id'];
          },
          {
            foreignKeyName: 'models_training_run_id_fkey';
            columns: ['training_run_id'];
            isOneToOne: true;
            referencedRelation: 'training_runs';
            referencedColumns: ['id'];
          },
        ];
      };
    };
    Functions: {
      accept_dataset: {
        Args: { dataset_id: number };
        Returns: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'datasets';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      analysis: { Args: { filters: Json }; Returns: Json };
      analysis_cars: {
        Args: { descending?: boolean; filters: Json; page?: number; page_size?: number; sort?: string };
        Returns: Json;
      };
      analysis_parts: { Args: { named?: string[]; search: string }; Returns: Json };
      analysis_road_tests: { Args: { filters: Json }; Returns: Json };
      analysis_times: { Args: { filters: Json }; Returns: Json };
      answer_candidate: {
        Args: { answer: string; model_id: number; reason?: string; until?: string };
        Returns: {
          against_id: number | null;
          answer: string;
          answered_by: string | null;
          created_at: string;
          evaluation_id: number | null;
          id: number;
          model_id: number;
          reason: string | null;
          until: string | null;
        };
        SetofOptions: {
          from: '*';
          to: 'candidate_answers';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      answer_dataset: {
        Args: { answers: Json; dataset_id: number; remember?: boolean };
        Returns: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'datasets';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      audit_cars: { Args: { knrs: string[] }; Returns: string[] };
      cancel_dataset: {
        Args: { dataset_id: number };
        Returns: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'datasets';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      cancel_training_run: {
        Args: { run_id: number };
        Returns: {
          cancel_requested: boolean;
          cars_in_review: number | null;
          cause: string;
          causes: NonNullable<Json>;
          created_at: string;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          model_id: number | null;
          news: Json | null;
          not_before: string;
          parameters: NonNullable<Json>;
          phase: string;
          progress: number;
          requested_by: string | null;
          requested_key: number | null;
          search: Json | null;
          snapshot_id: number | null;
          started_at: string | null;
          status: string;
          trial: number | null;
          trials: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'training_runs';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      car_choices: { Args: Record<PropertyKey, never>; Returns: Json };
      car_facts: { Args: { car: string }; Returns: Json };
      car_list: {
        Args: { descending?: boolean; filters?: Json; page?: number; page_size?: number; sort?: string };
        Returns: Json;
      };
      car_passport: { Args: { knr: string }; Returns: Json };
      challenger_status: { Args: Record<PropertyKey, never>; Returns: Json };
      challenger_work: { Args: { most: number }; Returns: Json };
      change_log: {
        Args: { by_person?: string; of_kind?: string; page?: number; page_size?: number };
        Returns: Json;
      };
      change_webhook: {
        Args: { active: boolean; address: string; kinds: string[]; webhook_id: number };
        Returns: undefined;
      };
      close_alarm: {
        Args: { alarm_id: number; reason: string };
        Returns: {
          checkpoint: string | null;
          close_reason: string | null;
          closed_at: string | null;
          closed_by: string | null;
          effect: number | null;
          expected_by: number | null;
          feature: string;
          first_window: number;
          id: number;
          last_window: number;
          model_id: number;
          p_value: number;
          picture: NonNullable<Json>;
          raised_at: string;
          since: string;
          window_cars: number;
        };
        SetofOptions: {
          from: '*';
          to: 'alarms';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      comparison_check: { Args: { model_id: number }; Returns: Json };
      create_api_key: {
        Args: { expires_at: string; name: string; per_minute: number; scopes: string[] };
        Returns: Json;
      };
      create_webhook: { Args: { address: string; kinds: string[] }; Returns: Json };
      delete_account: { Args: { of_person: string; typed_email: string }; Returns: undefined };
      deploy_model: {
        Args: {
          evaluation_id?: number;
          model_id: number;
          override_reason?: string;
          reason: string;
          seen_deployment_id?: number;
          threshold?: number;
        };
        Returns: {
          comparison: Json | null;
          created_at: string;
          deployed_by: string;
          evaluation_id: number | null;
          hash: string;
          id: number;
          model_id: number;
          override_reason: string | null;
          preflight: Json | null;
          previous_hash: string;
          previous_id: number | null;
          reason: string;
          rolled_back_to: number | null;
          threshold: number;
        };
        SetofOptions: {
          from: '*';
          to: 'deployments';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      evaluation_cars: {
        Args: {
          max_cars: number;
          models?: number[];
          unseen?: boolean;
          window_from: string;
          window_to: string;
        };
        Returns: Json;
      };
      evaluation_offer: { Args: { min_cars: number; models: number[] }; Returns: Json };
      expected_cars: { Args: { most: number }; Returns: Json };
      export_account: { Args: { of_person?: string }; Returns: Json };
      gate_answers: { Args: { most: number }; Returns: Json };
      health: { Args: Record<PropertyKey, never>; Returns: Json };
      inbox: { Args: Record<PropertyKey, never>; Returns: Json };
      inbox_count: { Args: Record<PropertyKey, never>; Returns: number };
      ingest_rows: {
        Args: { body_hash: string; idempotency_key: string; kind: string; rows: Json };
        Returns: Json;
      };
      kept_answer: { Args: { late: boolean; request_id: string }; Returns: Json };
      ledger: {
        Args: Record<PropertyKey, never>;
        Returns: {
          created_at: string;
          email: string;
          hash: string;
          id: number;
          model_id: number;
          model_name: string;
          model_sha256: string;
          override_reason: string;
          previous_hash: string;
          reason: string;
          rolled_back_to: number;
          threshold: number;
        }[];
      };
      live_pairs: { Args: { against: number; model: number }; Returns: Json };
      mark_notices_read: { Args: { only_this?: boolean; up_to: number }; Returns: undefined };
      model_cars: {
        Args: { model_id: number; page?: number; page_size?: number; part: string };
        Returns: Json;
      };
      model_lineage: { Args: { model_id: number }; Returns: Json };
      monitor_status: { Args: Record<PropertyKey, never>; Returns: Json };
      monitor_window_cars: { Args: { model_id: number; number: number }; Returns: Json };
      my_notices: { Args: { most?: number }; Returns: Json };
      override_decision: {
        Args: { decision: string; note?: string; prediction_id: number; reason: string };
        Returns: Json;
      };
      people: {
        Args: Record<PropertyKey, never>;
        Returns: {
          created_at: string;
          email: string;
          last_sign_in_at: string;
          role: string;
          user_id: string;
        }[];
      };
      performance: { Args: { by: string; model_id?: number }; Returns: Json };
      predict_input: { Args: { knrs: string[] }; Returns: Json };
      record_challenger_scores: { Args: { model_id: number; scores: Json }; Returns: undefined };
      record_predictions: { Args: { answers: Json; asked?: Json; deployment_id: number }; Returns: Json };
      rejections: { Args: Record<PropertyKey, never>; Returns: Json };
      remove_dataset: {
        Args: { dataset_id: number };
        Returns: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'datasets';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      remove_webhook: { Args: { webhook_id: number }; Returns: undefined };
      request_training_run: {
        Args: { cause?: string; parameters?: Json };
        Returns: {
          cancel_requested: boolean;
          cars_in_review: number | null;
          cause: string;
          causes: NonNullable<Json>;
          created_at: string;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          model_id: number | null;
          news: Json | null;
          not_before: string;
          parameters: NonNullable<Json>;
          phase: string;
          progress: number;
          requested_by: string | null;
          requested_key: number | null;
          search: Json | null;
          snapshot_id: number | null;
          started_at: string | null;
          status: string;
          trial: number | null;
          trials: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'training_runs';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      resend_delivery: { Args: { delivery_id: number }; Returns: undefined };
      retry_dataset: {
        Args: { dataset_id: number };
        Returns: {
          answers: NonNullable<Json>;
          bytes: number | null;
          bytes_read: number | null;
          cancel_requested: boolean;
          cars_touched: number | null;
          created_at: string;
          declared_kind: string | null;
          duplicate_of: number | null;
          error: Json | null;
          finished_at: string | null;
          heartbeat_at: string | null;
          id: number;
          kind: string | null;
          live_from: string | null;
          live_to: string | null;
          name: string;
          period_from: string | null;
          period_to: string | null;
          phase: string;
          progress: number;
          quality: Json | null;
          question: Json | null;
          reading: NonNullable<Json>;
          rejects_path: string | null;
          removed_at: string | null;
          removed_by: string | null;
          review: string | null;
          reviewed_at: string | null;
          reviewed_by: string | null;
          rows_corrected: number | null;
          rows_duplicate: number | null;
          rows_loaded: number | null;
          rows_read: number | null;
          rows_rejected: number | null;
          seconds_left: number | null;
          sha256: string | null;
          source: string;
          started_at: string | null;
          status: string;
          storage_path: string | null;
          upload_deleted_at: string | null;
          uploaded_by: string | null;
          uploaded_key: number | null;
        };
        SetofOptions: {
          from: '*';
          to: 'datasets';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      retry_job: { Args: { job_id: number }; Returns: undefined };
      revoke_api_key: { Args: { key_id: number }; Returns: undefined };
      road_test_failures: { Args: { knrs: string[] }; Returns: Json };
      role_givers: {
        Args: Record<PropertyKey, never>;
        Returns: {
          at: string;
          email: string;
          user_id: string;
        }[];
      };
      roll_back: {
        Args: {
          deployment_id: number;
          override_reason?: string;
          reason: string;
          seen_deployment_id?: number;
        };
        Returns: {
          comparison: Json | null;
          created_at: string;
          deployed_by: string;
          evaluation_id: number | null;
          hash: string;
          id: number;
          model_id: number;
          override_reason: string | null;
          preflight: Json | null;
          previous_hash: string;
          previous_id: number | null;
          reason: string;
          rolled_back_to: number | null;
          threshold: number;
        };
        SetofOptions: {
          from: '*';
          to: 'deployments';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      set_challenger: {
        Args: { model_id: number; reason?: string };
        Returns: {
          after_prediction: number;
          created_at: string;
          ended_at: string | null;
          ended_by: string | null;
          id: number;
          model_id: number;
          reason: string | null;
          scored_to: number;
          set_by: string | null;
          settled: boolean;
        };
        SetofOptions: {
          from: '*';
          to: 'challengers';
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      test_webhook: { Args: { webhook_id: number }; Returns: number };
      training_run_person: { Args: { run_id: number }; Returns: string };
      use_api_key: { Args: { hash: string; scope: string }; Returns: Json };
      verify_ledger: { Args: Record<PropertyKey, never>; Returns: Json };
      whoami: { Args: Record<PropertyKey, never>; Returns: Json };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    keyof (DefaultSchema['Tables'] & DefaultSchema['Views']) | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
    ? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
    ? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
    ? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
    ? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {},
  },
} as const;
