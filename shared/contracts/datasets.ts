import { z } from 'zod';

/** The three kinds of files of a plant. */
export const datasetKindSchema = z.enum(['failures', 'results', 'status']);
export type DatasetKind = z.infer<typeof datasetKindSchema>;

export const dateOrderSchema = z.enum(['day_first', 'month_first']);
export type DateOrder = z.infer<typeof dateOrderSchema>;

/** How a file was read, column `datasets.reading`: told beside its rows, so that nobody has to guess. */
export const readingSchema = z.object({
  form: z.enum(['text', 'workbook', 'json', 'parquet']),
  packed: z.literal('gzip').optional(),
  /** `mixed`: some lines are UTF-8 and others Latin-1. */
  encoding: z.enum(['utf-8', 'windows-1252', 'utf-16le', 'mixed']).optional(),
  delimiter: z.string().optional(),
  /** Counted from 1. */
  headerLine: z.number().int().optional(),
  /** Sheets that were read, when the file is a workbook. */
  sheets: z.array(z.string()).optional(),
  /** Column blocks side by side (the spill of a status export); left out when there is one. */
  blocks: z.number().int().optional(),
  /** What stands for 3/4/2024 and why; left out where the file has no such dates. */
  dates: z
    .object({
      order: dateOrderSchema,
      reason: z.enum(['shown_by_file', 'plant_setting', 'answered']),
      /** The value that shows it and its line. */
      example: z.string().optional(),
      line: z.number().int().optional(),
    })
    .optional(),
  /** Values that are text and no number, kept as blank; left out where there is none. */
  notNumbers: z
    .object({
      count: z.number().int(),
      /** The first one and its line. */
      example: z.string(),
      line: z.number().int().optional(),
    })
    .optional(),
});
export type Reading = z.infer<typeof readingSchema>;

/** What only a person knows of a file, column `datasets.question`. */
export const questionSchema = z.object({
  about: z.literal('date_order'),
  /** A date of the file that can be read both ways. */
  example: z.string(),
  line: z.number().int().nullable(),
  /** `never_shown`: all dates can be read both ways; `contradictory`: some show the one order and some the other. */
  why: z.enum(['never_shown', 'contradictory']),
});
export type Question = z.infer<typeof questionSchema>;

/** Median over the months before and how far from it is still usual; null when there are too few months. */
const usualSchema = z.object({ median: z.number(), low: z.number(), high: z.number() }).nullable();

/** A measure of a dataset beside the datasets of its kind before it. */
export const qualityRateSchema = z.object({
  name: z.enum([
    'rows_per_car',
    'not_ok_share',
    'road_test_failures_per_car',
    'rejected_share',
    'duplicate_share',
  ]),
  /** Of the dataset as a whole. */
  value: z.number(),
  /** What is usual in the dataset's newest month; null for shares of rejected and duplicate rows, too. */
  usual: usualSchema,
  /** Its months with enough cars, at most the newest 36, `YYYY-MM-01`: what is judged. */
  months: z.array(z.object({ month: z.string(), value: z.number(), usual: usualSchema })).optional(),
});

/** A reason why an engineer should look before its cars are learned from. */
export const concernSchema = z.object({
  code: z.enum(['blank_share', 'new_codes', 'days_without', 'rate_far', 'rejected_share']),
  /** The column or the measure that it is about; null for days. */
  about: z.string().nullable(),
  /** A share of the rows for blanks, new codes and rejected rows; days; the rate of a month for `rate_far`. */
  value: z.number(),
  bound: z.number(),
  /** The month of `rate_far` that is furthest from what is usual, `YYYY-MM-01`. */
  month: z.string().optional(),
});
export type Concern = z.infer<typeof concernSchema>;

/** The short report on a dataset, column `datasets.quality`. */
export const qualityReportSchema = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  cars: z.number().int(),
  rows: z.number().int(),
  blanks: z.array(z.object({ column: z.string(), share: z.number() })),
  /** Codes that no dataset before had; at most 20 a column are named, `count` counts all. */
  newCodes: z.array(
    z.object({
      column: z.string(),
      count: z.number().int(),
      codes: z.array(z.string()),
      /** Of the rows, how many have one of them. */
      share: z.number().optional(),
    }),
  ),
  /** Working days without a row among the days of the middle nine tenths of the rows, at most 31 named. */
  daysWithout: z.object({ count: z.number().int(), days: z.array(z.string()) }),
  rates: z.array(qualityRateSchema),
  concerns: z.array(concernSchema),
});
export type QualityReport = z.infer<typeof qualityReportSchema>;
