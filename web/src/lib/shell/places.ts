import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';
import Activity from '@lucide/svelte/icons/activity';
import Boxes from '@lucide/svelte/icons/boxes';
import Car from '@lucide/svelte/icons/car';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ChartLine from '@lucide/svelte/icons/chart-line';
import Database from '@lucide/svelte/icons/database';
import Gauge from '@lucide/svelte/icons/gauge';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Inbox from '@lucide/svelte/icons/inbox';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import ScrollText from '@lucide/svelte/icons/scroll-text';
import Settings from '@lucide/svelte/icons/settings';
import { m } from '$lib/paraglide/messages.js';
import type { Role } from '$lib/session/session.svelte.ts';

export interface Place {
  href: string;
  label: () => string;
  icon: Component<LucideProps>;
}
export interface PlaceGroup {
  name: string;
  label: () => string;
  places: readonly Place[];
}

const GATE: Place = { href: '/gate', label: m.nav_gate, icon: Gauge };
const CARS: Place = { href: '/cars', label: m.nav_cars, icon: Car };
const ANALYSIS: Place = { href: '/analysis', label: m.nav_analysis, icon: ChartColumn };
export const SETTINGS: Place = { href: '/settings', label: m.shell_settings, icon: Settings };

/** Where the office works, by what somebody comes for. */
export const GROUPS: readonly PlaceGroup[] = [
  {
    name: 'work',
    label: m.shell_work,
    places: [GATE, { href: '/inbox', label: m.nav_inbox, icon: Inbox }],
  },
  {
    name: 'models',
    label: m.shell_models,
    places: [
      { href: '/models', label: m.nav_models, icon: Boxes },
      { href: '/compare', label: m.nav_compare, icon: GitCompare },
      { href: '/ledger', label: m.nav_ledger, icon: ScrollText },
    ],
  },
  {
    name: 'plant',
    label: m.shell_plant,
    places: [CARS, ANALYSIS, { href: '/data', label: m.nav_data, icon: Database }],
  },
  {
    name: 'watch',
    label: m.shell_watch,
    places: [
      { href: '/monitoring', label: m.nav_monitoring, icon: ChartLine },
      { href: '/policy', label: m.policy_title, icon: RefreshCw },
      { href: '/health', label: m.health_title, icon: Activity },
    ],
  },
];

/** An operator has a car in front of him: few places, all of them always on the screen. */
const AT_THE_GATE: readonly Place[] = [GATE, CARS, ANALYSIS, SETTINGS];

/** Who has the whole application: a sidebar, or a drawer where there is no room for one. */
export const hasSidebar = (role: Role | null): boolean => role === 'engineer' || role === 'admin';

/** What stands in the bar itself; the rest is in the sidebar. */
export const barPlaces = (role: Role | null): readonly Place[] => (role === 'operator' ? AT_THE_GATE : []);

export const isAt = (href: string, path: string): boolean => path === href || path.startsWith(`${href}/`);
