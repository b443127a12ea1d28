import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PagesPlant } from './pages-plant.ts';
import type { Role } from './support.ts';

const ROUTES = join(import.meta.dirname, '../../../web/src/routes');

export interface PageCase {
  path: (plant: PagesPlant) => string;
  /** Who works there; null: nobody has signed in yet. */
  as: Role | null;
  /** It shows something without asking the server, so it has nothing to wait for and nothing that fails. */
  still?: true;
  /** Who is told that the page, or what is done there, is not for them, and how; or why there is nobody. */
  denied: { as: Role; says: string } | string;
  /** What is said where there is nothing: as the answer of one question, or at an address of something that is not; or why not. */
  empty: ({ says: string } & ({ asking: string; answers: unknown } | { path: string })) | string;
}

const EVERY_ROLE = 'every role reads all of it';
const FIXED = 'there is always something';

const at = (path: string) => () => path;

/** Every page, by its folder. A page that is not here fails the tests of pages. */
export const PAGES: Record<string, PageCase> = {
  '/': {
    path: at('/'),
    as: 'engineer',
    still: true,
    denied: 'leads everybody to where they begin',
    empty: 'leads on',
  },
  '/login': {
    path: at('/login'),
    as: null,
    still: true,
    denied: 'nobody has signed in yet',
    empty: 'a form',
  },
  '/alarms/[id]': {
    path: ({ alarm }) => `/alarms/${alarm}`,
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins close an alarm' },
    empty: { path: '/alarms/987654321', says: 'There is no such alarm' },
  },
  '/api': {
    path: at('/api'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins try the API.' },
    empty: FIXED,
  },
  '/analysis': {
    path: at('/analysis'),
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: { asking: 'rpc/analysis', answers: { known: null }, says: 'Nothing to count yet' },
  },
  '/analysis/cars': {
    path: at('/analysis/cars'),
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: {
      asking: 'rpc/analysis_cars',
      answers: { total: 0, failures: 0, cars: [] },
      says: 'No failures match',
    },
  },
  '/cars': {
    path: at('/cars'),
    as: 'operator',
    denied: EVERY_ROLE,
    empty: { asking: 'rpc/car_list', answers: { total: 0, exact: true, cars: [] }, says: 'No cars yet' },
  },
  '/cars/[knr]': {
    path: ({ knr }) => `/cars/${knr(1)}`,
    as: 'operator',
    denied: EVERY_ROLE,
    empty: { path: '/cars/1889-9999999', says: 'is unknown' },
  },
  '/compare': {
    path: at('/compare'),
    as: 'engineer',
    denied: 'every role compares; the buttons of a decision are left out for whoever may not make it',
    empty: { asking: 'model_list', answers: [], says: 'No models yet' },
  },
  '/data': {
    path: at('/data'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Only an engineer or an admin can load files.' },
    empty: { asking: 'datasets', answers: [], says: 'No files yet' },
  },
  '/data/[id]': {
    path: ({ dataset }) => `/data/${dataset}`,
    as: 'engineer',
    denied: 'every role reads it; what an operator may not do there is left out',
    empty: { path: '/data/987654321', says: 'There is no such file' },
  },
  '/gate': {
    path: at('/gate'),
    as: 'operator',
    denied: EVERY_ROLE,
    empty: { asking: 'rpc/gate_answers', answers: [], says: 'No car has been asked for yet.' },
  },
  '/health': {
    path: at('/health'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Only an engineer or an admin sees how the machinery is.' },
    empty: FIXED,
  },
  '/help': { path: at('/help'), as: 'operator', still: true, denied: EVERY_ROLE, empty: FIXED },
  '/help/[user]': {
    path: at('/help/operator'),
    as: 'operator',
    still: true,
    denied: EVERY_ROLE,
    empty: { path: '/help/nobody', says: 'There is no such guide' },
  },
  '/inbox': {
    path: at('/inbox'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins decide about candidates' },
    empty: { asking: 'rpc/inbox', answers: { inUse: null, candidates: [] }, says: 'No candidate waits' },
  },
  '/ledger': {
    path: at('/ledger'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins decide; you read what was decided' },
    empty: { asking: 'deployments', answers: [], says: 'No decision yet' },
  },
  '/ledger/[id]': {
    path: ({ deployment }) => `/ledger/${deployment}`,
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: { path: '/ledger/987654321', says: 'or there is no such entry' },
  },
  '/models': {
    path: at('/models'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Only an engineer or an admin can create a model.' },
    empty: { asking: 'model_list', answers: [], says: 'No models yet' },
  },
  '/models/[id]': {
    path: ({ model }) => `/models/${model}`,
    as: 'engineer',
    denied: 'every role reads it; what an operator may not do there is left out',
    empty: { path: '/models/987654321', says: 'There is no such model' },
  },
  '/models/[id]/card': {
    path: ({ model }) => `/models/${model}/card`,
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: { path: '/models/987654321/card', says: 'There is no such model' },
  },
  '/models/[id]/cars': {
    path: ({ model }) => `/models/${model}/cars`,
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: { path: '/models/987654321/cars', says: 'Nobody knows which cars these were' },
  },
  '/models/runs/[id]': {
    path: ({ run }) => `/models/runs/${run}`,
    as: 'engineer',
    denied: 'every role reads it; what an operator may not do there is left out',
    empty: { path: '/models/runs/987654321', says: 'There is no such training run' },
  },
  '/monitoring': {
    path: at('/monitoring'),
    as: 'engineer',
    denied: EVERY_ROLE,
    empty: {
      asking: 'rpc/performance',
      answers: { by: 'week', periods: [], total: null, overrides: [], marks: [] },
      says: 'Nothing was predicted yet',
    },
  },
  '/policy': {
    path: at('/policy'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins change this.' },
    empty: FIXED,
  },
  '/predict': {
    path: at('/predict'),
    as: 'operator',
    still: true,
    denied: 'leads to the gate',
    empty: 'leads on',
  },
  '/settings': {
    path: at('/settings'),
    as: 'admin',
    still: true,
    denied: 'everybody sets their own language and look; what is not theirs is not listed',
    empty: FIXED,
  },
  '/settings/calendar': {
    path: at('/settings/calendar'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins write the calendar.' },
    empty: { asking: 'calendar_events', answers: [], says: 'Nothing is expected.' },
  },
  '/settings/changes': {
    path: at('/settings/changes'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Only an engineer or an admin sees who changed what.' },
    empty: {
      asking: 'rpc/change_log',
      answers: { total: 0, people: [], changes: [] },
      says: 'Nothing was changed',
    },
  },
  '/settings/keys': {
    path: at('/settings/keys'),
    as: 'admin',
    denied: { as: 'engineer', says: 'Only an admin makes and revokes keys.' },
    empty: { asking: 'api_keys', answers: [], says: 'No keys yet' },
  },
  '/settings/people': {
    path: at('/settings/people'),
    as: 'admin',
    denied: { as: 'engineer', says: 'Only an admin sees who has an account and gives roles.' },
    empty: 'whoever reads it is in it',
  },
  '/settings/plant': {
    path: at('/settings/plant'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Only an engineer or an admin sets what counts for the plant.' },
    empty: FIXED,
  },
  '/start': {
    path: at('/start'),
    as: 'engineer',
    denied: { as: 'operator', says: 'Engineers and admins set the plant up.' },
    empty: { asking: 'predictions', answers: [], says: 'Next' },
  },
  '/webhooks': {
    path: at('/webhooks'),
    as: 'admin',
    denied: { as: 'engineer', says: 'Only an admin' },
    empty: { asking: 'webhooks', answers: [], says: 'No receiver yet' },
  },
};

/** The folders that have a page, as addresses: `(app)` is no part of one. */
export const ROUTES_WITH_PAGE: string[] = readdirSync(ROUTES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('+page.svelte'))
  .map((file) => `/${dirname(file)}`.replace(/\/\(\w+\)/g, '').replace(/\/\.?$/, '') || '/')
  .sort();

/** The pages that there are, with their case. */
export const pages = (): { route: string; page: PageCase }[] =>
  ROUTES_WITH_PAGE.flatMap((route) => {
    const page = PAGES[route];
    return page ? [{ route, page }] : [];
  });
