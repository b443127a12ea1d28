import type { Page } from '@playwright/test';
import { PAGES, ROUTES_WITH_PAGE } from '../test/browser/pages.ts';
import type { PagesPlant } from '../test/browser/pages-plant.ts';
import type { Role } from '../test/browser/support.ts';

export interface Picture {
  /** Name of its files, without size and language. */
  name: string;
  route: string;
  as: Role | null;
  path: (plant: PagesPlant) => string;
  /** What is done before it is taken. */
  act?: (page: Page, plant: PagesPlant) => Promise<void>;
}

/** Pages that lead on at once: there is nothing to be seen. */
const WITHOUT: readonly string[] = ['/', '/predict'];

/** Where the page of the tests is not the one to be shown. */
const SHOWN: Partial<Record<string, Partial<Picture>>> = {
  '/gate': {
    act: async (page, { knr }) => {
      await page.getByLabel('KNR').fill(knr(1));
      await page.keyboard.press('Enter');
      await page.getByTestId('word').waitFor();
      await page.getByTestId('reasons').waitFor();
    },
  },
  '/cars/[knr]': { path: ({ knr }) => `/cars/${knr(2)}` },
  '/compare': { path: ({ model, candidate }) => `/compare?model=${candidate}&against=${model}` },
  '/help/[user]': { path: () => '/help/operator' },
};

const nameOf = (route: string): string => route.slice(1).replaceAll('/', '-').replaceAll(/[[\]]/g, '');

/** One picture of every page, in the order of their addresses. @throws where a page is not in the list of the tests */
export function pictures(): Picture[] {
  return ROUTES_WITH_PAGE.filter((route) => !WITHOUT.includes(route)).map((route) => {
    const page = PAGES[route];
    if (!page)
      throw new Error(`${route} is not in tools/test/browser/pages.ts: a new page has its entry there`);
    return { name: nameOf(route), route, as: page.as, path: page.path, ...SHOWN[route] };
  });
}

export const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
} as const;
export type Size = keyof typeof SIZES;
/** Each language in one look, so that both looks are seen. */
export const LOOKS = { en: 'light', 'pt-BR': 'dark' } as const;
export type Language = keyof typeof LOOKS;

export const fileOf = (name: string, size: Size, language: Language): string =>
  `${name}-${size}-${language}.webp`;
