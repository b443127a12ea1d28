import type { User } from './users.ts';

/** The section of the guides that tells what a page is for, by the page's folder. A page that is not here fails the check. */
export const HELP: Record<string, `${User}#${string}`> = {
  '/': 'data-engineer#first-steps',
  '/login': 'operator#sign-in',
  '/start': 'data-engineer#first-steps',
  '/gate': 'operator#gate',
  '/predict': 'operator#gate',
  '/cars': 'operator#cars',
  '/cars/[knr]': 'quality-engineer#passport',
  '/analysis': 'quality-engineer#analysis',
  '/analysis/cars': 'quality-engineer#analysis-cars',
  '/monitoring': 'quality-engineer#monitoring',
  '/alarms/[id]': 'quality-engineer#alarms',
  '/settings/calendar': 'quality-engineer#calendar',
  '/inbox': 'quality-engineer#inbox',
  '/compare': 'quality-engineer#compare',
  '/ledger': 'quality-engineer#ledger',
  '/ledger/[id]': 'quality-engineer#ledger',
  '/data': 'data-engineer#data',
  '/data/[id]': 'data-engineer#dataset',
  '/models': 'data-engineer#models',
  '/models/[id]': 'data-engineer#model',
  '/models/[id]/card': 'data-engineer#card',
  '/models/[id]/cars': 'data-engineer#lineage',
  '/models/runs/[id]': 'data-engineer#run',
  '/policy': 'data-engineer#policy',
  '/health': 'data-engineer#health',
  '/settings': 'data-engineer#settings',
  '/settings/plant': 'data-engineer#plant',
  '/settings/people': 'data-engineer#people',
  '/settings/changes': 'data-engineer#changes',
  '/settings/keys': 'integrator#keys',
  '/api': 'integrator#keys',
  '/webhooks': 'integrator#webhooks',
  '/help': 'operator#help',
  '/help/[user]': 'operator#help',
};

/** A route's folder without its groups: `/(app)/gate` is the page `/gate`. */
export const routeOf = (id: string | null): string => (id ?? '').replace(/\/\(\w+\)/g, '') || '/';
